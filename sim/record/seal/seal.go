// Package seal tells whether the manifest of a run is as it was written. Its last line but
// two holds the SHA-256 of the manifest as it is with an empty seal. The seal stands in the
// section of host and times, which it covers and which equality ignores, since it differs
// where they do.
package seal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
)

const (
	key    = `"seal": "`
	length = 64 // of a SHA-256 in hexadecimal
)

// Put puts the seal into the bytes of a manifest whose seal is empty.
func Put(content []byte) []byte {
	at := bytes.LastIndex(content, []byte(key)) + len(key)
	return append(append(bytes.Clone(content[:at]), digest(content)...), content[at:]...)
}

// Take takes the seal out of the bytes of a manifest. Without one it is empty.
func Take(content []byte) (rest []byte, sum string) {
	at := bytes.LastIndex(content, []byte(key))
	if at < 0 || len(content) < at+len(key)+length {
		return content, ""
	}
	at += len(key)
	return append(bytes.Clone(content[:at]), content[at+length:]...), string(content[at : at+length])
}

// Intact reports whether the bytes of a manifest are those that were sealed.
func Intact(content []byte) bool {
	rest, sum := Take(content)
	return sum != "" && digest(rest) == sum
}

// Broken reports whether they are others. Of a manifest without a seal, as earlier
// versions wrote them, nobody can tell.
func Broken(content []byte) bool {
	_, sum := Take(content)
	return sum != "" && !Intact(content)
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
