package population

import (
	"encoding/binary"
	"maps"
	"math"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

// CheckEach is what Check says of each. Most points of a design share their
// population, which alone is costly to check, so equal ones are checked once.
func CheckEach(all []*Simulation) []error {
	wrong := make([]error, len(all))
	first, like := map[string]int{}, make([]int, len(all))
	for i, s := range all {
		key := s.checked()
		if _, ok := first[key]; !ok {
			first[key] = i
		}
		like[i] = first[key]
	}
	distinct := slices.Sorted(maps.Values(first))
	var pool errgroup.Group
	pool.SetLimit(runtime.GOMAXPROCS(0))
	for _, i := range distinct {
		pool.Go(func() error {
			wrong[i] = all[i].Check()
			return nil
		})
	}
	_ = pool.Wait()
	for i := range wrong {
		wrong[i] = wrong[like[i]]
	}
	return wrong
}

// checked is what Check looks at: the population, and what a screening takes
// from the model.
func (s *Simulation) checked() string {
	var key []byte
	for _, row := range s.Setting.Params() {
		group, _, _ := strings.Cut(row.Name, ".")
		if group == "population" || group == "phq9" || group == "stress" {
			key = binary.LittleEndian.AppendUint64(key, math.Float64bits(*row.Value))
		}
	}
	return string(key)
}
