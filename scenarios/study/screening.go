package study

// ScreensApart says whether scenarios screen in other ways, so that not all of them take in
// the same patients: the place of who is kept out goes to another person.
func (s *Study) ScreensApart() bool {
	const screening = "population.screening_phq9" // 0, everybody, where it is not set
	everywhere := s.Set[screening] + s.Population.Set["screening_phq9"]
	own := func(k int) float64 {
		if v, set := s.Scenarios[k].Set[screening]; set {
			return v
		}
		return everywhere
	}
	for i := range s.Scenarios {
		if own(i) != own(0) {
			return true
		}
	}
	return false
}
