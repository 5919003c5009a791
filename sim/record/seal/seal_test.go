package seal

import "testing"

// TestASealCoversEveryBit: of a manifest that was sealed no bit can be another.
func TestASealCoversEveryBit(t *testing.T) {
	content := Put([]byte("{\n  \"seed\": 7,\n  \"host\": {\n    \"seal\": \"\"\n  }\n}\n"))
	if !Intact(content) || Broken(content) {
		t.Fatalf("%s is not intact", content)
	}
	for at := range content {
		for bit := range 8 {
			content[at] ^= 1 << bit
			if Intact(content) {
				t.Errorf("bit %d of byte %d is flipped, and the seal is intact", bit, at)
			}
			content[at] ^= 1 << bit
		}
	}
	none := []byte(`{"seed": 7}`)
	if Intact(none) || Broken(none) {
		t.Error("a manifest without a seal is neither intact nor broken")
	}
}
