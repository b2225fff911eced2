package fault

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// Every sentinel of the packages below has its row, and nothing they say shows.
func TestTable(t *testing.T) {
	for _, row := range rows() {
		f := Of(fmt.Errorf("do thing for sk-SECRET: %w", row.is))
		if f.Code != row.code || f.Message == "" || f.Fix == "" || strings.Contains(f.Message+f.Fix, "SECRET") {
			t.Errorf("%v: %+v", row.is, f)
		}
		if status := f.Code.Status(); (status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable) != (f.RetryAfter > 0) {
			t.Errorf("%v: status %d, Retry-After %v", row.is, status, f.RetryAfter)
		}
	}
}

// Hints are for errors that clients are told of too, and of no use without the
// name of a variable.
func TestHints(t *testing.T) {
	for _, row := range hints() {
		if f := Of(row.is); f.Code == Internal {
			t.Errorf("%v has a hint and no row in the table", row.is)
		}
		if !regexp.MustCompile(`\b[A-Z]+(_[A-Z]+)+\b`).MatchString(row.text) || Hint(fmt.Errorf("do thing: %w", row.is)) != row.text {
			t.Errorf("%v: hint %q", row.is, row.text)
		}
	}
	if hint := Hint(fmt.Errorf("fault of ours")); hint != "" {
		t.Errorf("a fault of ours has the hint %q", hint)
	}
}
