package plots

import "testing"

// TestSharesOfTwinsAreOfPatients: thirty of eighty are .375 to the bit, whatever their differences. A
// sum of their shares is .375 or a hair above it, by the order of a map, and was 37 or 38 %.
func TestSharesOfTwinsAreOfPatients(t *testing.T) {
	twins := map[int]int{0: 20}
	for d := 1; d <= 15; d++ {
		twins[-d], twins[d] = 2, 2
	}
	for range 20 {
		better, same, worse := shares(twins)
		if better != 0.375 || same != 0.25 || worse != 0.375 {
			t.Fatalf("shares are %v, %v and %v, want .375, .25 and .375", better, same, worse)
		}
	}
}
