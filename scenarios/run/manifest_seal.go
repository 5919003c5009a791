package run

import "bytes"

// The manifest is sealed: its last line but two holds the SHA-256 of the manifest
// as it is with an empty seal. The seal stands in the section of host and times,
// which it covers and which equality ignores, since it differs where they do.

const (
	sealKey    = `"seal": "`
	sealLength = 64 // of a SHA-256 in hexadecimal
)

// seal puts the seal into the bytes of a manifest whose seal is empty.
func seal(content []byte) []byte {
	at := bytes.LastIndex(content, []byte(sealKey)) + len(sealKey)
	return append(append(bytes.Clone(content[:at]), digestOf(content)...), content[at:]...)
}

// unsealed takes the seal out of the bytes of a manifest. Without one it is empty.
func unsealed(content []byte) (rest []byte, sum string) {
	at := bytes.LastIndex(content, []byte(sealKey))
	if at < 0 || len(content) < at+len(sealKey)+sealLength {
		return content, ""
	}
	at += len(sealKey)
	return append(bytes.Clone(content[:at]), content[at+sealLength:]...), string(content[at : at+sealLength])
}

// intactSeal reports whether the bytes of a manifest are those that were sealed.
func intactSeal(content []byte) bool {
	rest, sum := unsealed(content)
	return sum != "" && digestOf(rest) == sum
}
