package engine

// OpenContrast is how a contrast comes out under the plausible sets of a run.
type OpenContrast struct {
	Contrast string    `json:"contrast"`
	Outcome  string    `json:"outcome"`
	Sets     int       `json:"sets"`
	Shipped  float64   `json:"shipped"`
	Median   float64   `json:"median"`
	Low      float64   `json:"low"` // middle 90 % of the sets
	High     float64   `json:"high"`
	SameSign *float64  `json:"same_sign"` // share of the sets; null where the shipped values give 0
	Verdict  string    `json:"verdict"`   // holds, depends, left, cannot, luck or few
	On       string    `json:"on"`        // the parameter that it follows most; empty where none can be told
	Values   []float64 `json:"values"`
}
