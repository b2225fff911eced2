package session

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
)

const (
	idPrefix  = "s_"
	idBytes   = 20 // 160 bits: not to be guessed, and never drawn twice
	idLetters = "abcdefghijklmnopqrstuvwxyz234567"
	idLength  = len(idPrefix) + idBytes*8/5
)

// newID draws an id. It holds nothing but lower-case letters, digits and "_",
// so that it is safe in a URL, a header and a log.
func newID() string {
	var raw [idBytes]byte
	rand.Read(raw[:]) // never fails: it ends the process rather than give weak ids
	return idPrefix + base32.NewEncoding(idLetters).WithPadding(base32.NoPadding).EncodeToString(raw[:])
}

// wellFormed says whether newID could have made id. It looks at the length
// first, so that no text is too long to be checked.
func wellFormed(id string) bool {
	if len(id) != idLength || !strings.HasPrefix(id, idPrefix) {
		return false
	}
	return strings.Trim(id[len(idPrefix):], idLetters) == ""
}
