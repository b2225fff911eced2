package client

import (
	"strings"
	"testing"
)

func TestOptionsNameWhatIsWrong(t *testing.T) {
	_, err := New(Options{BaseURL: "ftp://x", Timeout: -1, MaxBody: -1, MaxConcurrent: -1})
	for _, field := range []string{"BaseURL", "Timeout", "MaxBody", "MaxConcurrent"} {
		if err == nil || !strings.Contains(err.Error(), "Options."+field+" ") {
			t.Errorf("error does not name %s: %v", field, err)
		}
	}
	for _, bad := range []string{"127.0.0.1:80", "http://", "http://a?b=c", "http://user:secret@a", "http://a#b", "http://a b"} {
		if _, err := New(Options{BaseURL: bad}); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("New with BaseURL %q: %v, want an error without secrets", bad, err)
		}
	}
}
