package sim

import (
	"math"
	"math/big"
	"testing"

	"rapport/sim/luck"
)

// The table is 2^(j/128), rounded correctly: each entry to the power of 128 lies
// within half a unit in the last place of 2^j.
func TestExpTable(t *testing.T) {
	power := func(x float64, half float64) *big.Float {
		const precision = 53 * 130 // 128 factors of 53 bits are exact
		y := new(big.Float).SetPrec(precision).SetFloat64(x)
		y.Add(y, new(big.Float).SetPrec(precision).SetFloat64(half))
		for range 7 {
			y.Mul(y, y)
		}
		return y
	}
	for j, x := range expTable {
		want := new(big.Float).SetMantExp(big.NewFloat(1), j)
		half := 0x1p-53
		if power(x, half).Cmp(want) < 0 || power(x, -half).Cmp(want) > 0 {
			t.Errorf("2^(%d/128) = %x is not rounded correctly", j, x)
		}
	}
}

// exp is within two units in the last place of math.Exp, which is itself within one.
func TestExpIsTheExponentialFunction(t *testing.T) {
	check := func(x float64) {
		got, want := exp(x), math.Exp(x)
		if ulps := math.Abs(got-want) / (math.Nextafter(want, math.Inf(1)) - want); !(ulps <= 2) {
			t.Fatalf("exp(%v) = %v, want %v: %g units in the last place", x, got, want, ulps)
		}
	}
	l := luck.Of(1, 0, luck.Patient, 0)
	for i := range 100_000 {
		var n luck.Noise
		l.At(&n, i)
		check(40 * (n.Uniform(luck.StressShock) - 0.5))
		check(1400 * (n.Uniform(luck.PHQ9Error) - 0.5))
		check(0x1p-30 * (n.Uniform(luck.SessionChance) - 0.5))
	}
	for _, x := range []float64{0, math.Copysign(0, -1), 1, -1, math.Ln2, -math.Ln2, 699.9, -699.9, 700, -700} {
		check(x)
	}
	same(t, "exp(0)", exp(0), 1)
	for _, x := range []float64{math.Inf(1), math.Inf(-1), 701, -701, 1e300, -1e300} {
		same(t, "exp beyond the table", exp(x), math.Exp(x))
	}
	if !math.IsNaN(exp(math.NaN())) {
		t.Error("exp(NaN) is a number")
	}
}

// Rounding never makes exp fall, so a probability never falls where it should rise.
func TestExpRises(t *testing.T) {
	rises(t, "exp", exp)
	last := 0.0
	for i := range 200_000 {
		x := -10 + float64(i)*1e-4
		if y := exp(x); y < last {
			t.Fatalf("exp falls at %v", x)
		} else {
			last = y
		}
	}
}
