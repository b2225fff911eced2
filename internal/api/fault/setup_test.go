package fault

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
	codes := map[Code]bool{}
	for _, kind := range []error{llm.ErrUnauthorized, llm.ErrUnknownModel, llm.ErrNoTools, llm.ErrNoAPI, llm.ErrNoCredit, llm.ErrWindow, llm.ErrRefused} {
		err := fmt.Errorf("ask model: %w", &llm.Error{Kind: kind, Status: 400, Message: "what upstream says"})
		f := Of(err)
		if codes[f.Code] || f.Code == Internal {
			t.Errorf("%v: code %s is another's", kind, f.Code)
		}
		codes[f.Code] = true
		if strings.Contains(f.Fix, "another way") || strings.Contains(f.Fix, "shorten") || strings.Contains(f.Message+f.Fix, "upstream") {
			t.Errorf("%v: %s; %s", kind, f.Message, f.Fix)
		}
		if hint := Hint(err); !strings.Contains(hint, "OPENAI_") && !strings.Contains(hint, "QUOTEWIRE_") {
			t.Errorf("%v: hint %q names no variable", kind, hint)
		}
	}
}
