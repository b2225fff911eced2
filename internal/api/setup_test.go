package api

import (
	"fmt"
	"strings"
	"testing"

	"quotewire/internal/llm"
)

// A reader is not told to ask in another way when no question would fare better,
// and each fault of the set-up has a code, a variable for the operator and words
// of its own.
func TestSetUpIsNotTheReadersFault(t *testing.T) {
	codes := map[code]bool{}
	for _, kind := range []error{llm.ErrUnauthorized, llm.ErrUnknownModel, llm.ErrNoTools, llm.ErrNoAPI, llm.ErrNoCredit, llm.ErrWindow, llm.ErrRefused} {
		err := fmt.Errorf("ask model: %w", &llm.Error{Kind: kind, Status: 400, Message: "what upstream says"})
		f := faultOf(err)
		if codes[f.code] || f.code == codeInternal {
			t.Errorf("%v: code %s is another's", kind, f.code)
		}
		codes[f.code] = true
		if strings.Contains(f.fix, "another way") || strings.Contains(f.fix, "shorten") || strings.Contains(f.message+f.fix, "upstream") {
			t.Errorf("%v: %s; %s", kind, f.message, f.fix)
		}
		if hint := Hint(err); !strings.Contains(hint, "OPENAI_") && !strings.Contains(hint, "QUOTEWIRE_") {
			t.Errorf("%v: hint %q names no variable", kind, hint)
		}
	}
}
