package api

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"quotewire/internal/market"
)

func TestWithoutWhatTheClientSaid(t *testing.T) {
	s := &said{query: "question=Should+my+daughter+Zoe+sell+at+once%3F&timezone=Europe%2FBerlin&T+is+what+I+meant="}
	s.add("ACME-XY", "BRK.B", "", "x", "https://mybank.example/account/4711?who=zoe", "Verkauft Töchterlein alle Anteile?", "私の娘はすべての株を売るべきですか")
	for text, want := range map[string]string{
		`status 400: cannot answer "Should my daughter Zoe sell at once?"`: `status 400: cannot answer "[...]?"`,
		`messages[1].content: "my DAUGHTER zoe"`:                           `messages[1].content: "[...]"`,
		`Get "http://x/search?q=my%20daughter+Zoe&n=5": refused`:           `Get "http://x/search?q=[...]&n=5": refused`,
		`{"content":"Verkauft T\u00f6chterlein alle\nAnteile"}`:            `{"content":"[...]"}`,
		`prompt: Should my daughter Zoe se`:                                `prompt: [...] se`,
		`the symbol acme-xy is delisted, as is BRK.B`:                      `the symbol [...] is delisted, as is [...]`,
		`no page at https://mybank.example/account/4711?who=zoe`:           `no page at [...]`,
		`no page at mybank.example/account`:                                `no page at [...]`,
		`zone Europe/Berlin: the model is what i meant`:                    `zone [...]: the model [...]`,
		`すべての株を売る is not understood`:                                       `[...] is not understood`,
		`model server cannot be reached (status 503): 12.5% at once`:       `model server cannot be reached (status 503): 12.5% at once`,
		`x y z`: `x y z`,
		``:      ``,
	} {
		if got := s.without(text); got != want {
			t.Errorf("%s\ngives %s\nwant  %s", text, got, want)
		}
	}
	if got := new(said).without("nothing was said"); got != "nothing was said" {
		t.Errorf("got %q", got)
	}
}

// A symbol that was made of what the client wrote is its own too.
func TestToldNamesNoSymbol(t *testing.T) {
	other := &market.Error{Kind: market.ErrUnavailable, Symbol: "ZOE.DE"}
	err := fmt.Errorf("get quotes: %w", errors.Join(&market.Error{Kind: market.ErrUnknownSymbol, Symbol: "ZOE-L", Err: other}, errors.New("too slow")))
	if got := new(said).told(err); strings.Contains(got, "ZOE") || !strings.Contains(got, "no such symbol") || !strings.Contains(got, "too slow") {
		t.Errorf("told: %s", got)
	}
}
