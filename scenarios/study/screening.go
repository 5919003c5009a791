package study

// ScreensApart says whether scenarios screen in other ways, so that not all of them take in
// the same patients: the place of who is kept out goes to another person.
func (s *Study) ScreensApart() bool {
	const screening = "population.screening_phq9" // 0, everybody, where it is not set
	own := func(k int) (points float64) {
		for _, layer := range s.Layers(&s.Scenarios[k]) {
			if v, set := layer[screening]; set {
				points = v
			}
		}
		return points
	}
	for i := range s.Scenarios {
		if own(i) != own(0) {
			return true
		}
	}
	return false
}
