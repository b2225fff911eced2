package pdf

import (
	"bytes"
	"crypto/md5"
	"fmt"
	"testing"

	"quotewire/internal/pdf/pdftest"
)

// Files of revision 2 and 3 open by an empty password of the user, or of the owner
// when the user has another.
func TestOldSecurity(t *testing.T) {
	const content = "BT (Sales 512) Tj ET"
	for _, revision := range []int{2, 3} {
		for _, user := range []string{"", "secret"} {
			s := &security{revision: revision, length: 16, permissions: []byte{0xfc, 0xff, 0xff, 0xff}, id: []byte("0123456789abcdef")}
			if revision == 2 {
				s.length = 5
			}
			password := []byte((user + padding)[:32])
			s.owner = xorRC4(s.stretch([]byte(padding)), password)
			if revision == 3 {
				s.owner = s.rounds(s.stretch([]byte(padding)), password, 0, 20)
			}
			key := s.keyOf(password, true)
			s.user = xorRC4(key, []byte(padding))
			if revision == 3 {
				sum := md5.Sum(append([]byte(padding), s.id...))
				s.user = append(s.rounds(key, sum[:], 0, 20), make([]byte, 16)...)
			}
			keys := &keyring{key: key}
			objects := pdftest.Objects(pdftest.Stream("", string(keys.decrypt([]byte(content), Ref{4, 0}, methodRC4))))
			encrypt := fmt.Sprintf("/Encrypt << /Filter /Standard /V %d /R %d /Length %d /P -4 /O <%x> /U <%x> >> /ID [<%x> <%x>]", revision-1, revision, 8*s.length, s.owner, s.user, s.id, s.id)
			f, err := Open([]byte(pdftest.File(objects, encrypt)))
			if err != nil {
				t.Errorf("revision %d, user's password %q: %v", revision, user, err)
				continue
			}
			pages, _ := f.Pages(1)
			if got := f.Content(pages[0]); !bytes.Equal(got, []byte(content)) {
				t.Errorf("revision %d, user's password %q: drawn %q", revision, user, got)
			}
		}
	}
}
