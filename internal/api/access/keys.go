package access

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"strings"

	"quotewire/internal/api/fault"
)

// keyring holds the hashes of the bearer keys; empty, everybody may ask.
type keyring [][sha256.Size]byte

func newKeyring(keys []string) keyring {
	ring := make(keyring, len(keys))
	for i, key := range keys {
		ring[i] = sha256.Sum256([]byte(key))
	}
	return ring
}

// owner names the client that holds key, by a part of its hash. It compares
// hashes and all of them, so that the time taken tells nothing of a key, its
// length or its place.
func (k keyring) owner(key string) (string, bool) {
	sum := sha256.Sum256([]byte(key))
	found := 0
	for i := range k {
		found |= subtle.ConstantTimeCompare(k[i][:], sum[:])
	}
	return "key:" + hex.EncodeToString(sum[:8]), found == 1
}

// authenticate names the client of r, that of address when no key is asked for or
// none that is valid was sent.
func (k keyring) authenticate(r *http.Request, address string) (client string, err error) {
	if len(k) == 0 {
		return address, nil
	}
	scheme, key, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return address, &fault.Fault{Code: fault.Unauthorized, Message: "a key is needed", Fix: "send the header Authorization: Bearer <key>"}
	}
	owner, ok := k.owner(strings.TrimSpace(key))
	if !ok {
		return address, &fault.Fault{Code: fault.Unauthorized, Message: "the key is not valid", Fix: "send a valid key in the header Authorization: Bearer <key>"}
	}
	return owner, nil
}
