package wire

import "testing"

func TestToolName(t *testing.T) {
	offered := []ToolSpec{{Name: "quote"}, {Name: "history"}, {Name: "price_history"}}
	for written, want := range map[string]string{
		"quote": "quote", "functions.quote": "quote", "functions.quote:0": "quote", "quote<|channel|>commentary": "quote", " quote ": "quote",
		"default_api.quote": "quote", "default_api_quote": "quote", "mcp__finance__quote": "quote", "Quote": "quote", "tools-quote": "quote",
		"functions.price_history":   "price_history", // the longest that stands for itself
		"default_api_price_history": "price_history",
		"quote.history":             "quote.history", // either may be meant
		"quotes":                    "quotes",
		"unquote":                   "unquote",
		"":                          "",
		"browse.search":             "browse.search",
	} {
		if got := toolName(written, offered); got != want {
			t.Errorf("toolName(%q) = %q; want %q", written, got, want)
		}
	}
}
