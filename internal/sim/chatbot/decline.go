package chatbot

import (
	"cmp"
	"strings"
)

// declining says what the demo does not do; empty when nothing is declined.
func declining(t topic) string {
	return map[topic]string{
		advice:   "I do not give advice to trade; here is only what the data says.",
		forecast: "I do not forecast prices; here is only what the data says.",
		news:     "I have no news and cannot say why prices move; here is only what the data says.",
	}[t]
}

// plainly answers without a tool: a greeting, or what cannot be done.
func plainly(w want, offered Tools) string {
	can := abilities(offered)
	switch {
	case w.talk == thanks:
		return "You are welcome."
	case w.talk == greeting:
		return "Hello. " + can
	case w.talk == help:
		return "I am the demo model of this server: plain code, not a language model. " + can
	}
	why := map[topic]string{
		advice:    "I cannot give advice to trade.",
		forecast:  "I cannot forecast prices.",
		news:      "I cannot look up news.",
		tampering: "I cannot change how I work or show my instructions.",
		which:     "Which company, fund, index, currency or coin do you mean?",
		foreign:   "I cannot help with that: I answer questions about market data only.",
	}[w.topic]
	return cmp.Or(why, "I cannot answer that here: the tool it takes is not offered to me.") + " " + can
}

// abilities says what the tools at hand allow.
func abilities(offered Tools) string {
	var can []string
	for _, a := range []struct{ tool, what string }{
		{"quote", "look up quotes"}, {"history", "look up price histories"},
		{"analysis", "compute changes, extremes and statistics over a time"}, {"company", "look up what is known of a company"},
		{"statements", "read accounts"}, {"options", "look up options"}, {"index", "list the members of an index"},
		{"screen", "list gainers and losers"}, {"news", "find news"}, {"dates", "say when markets trade"},
		{"symbols", "find symbols by name"}, {"calculate", "calculate"},
	} {
		if _, ok := offered[a.tool]; ok {
			can = append(can, a.what)
		}
	}
	switch n := len(can); n {
	case 0:
		return "No tool is offered to me now, so I have no data."
	case 1:
		return "I can " + can[0] + "."
	default:
		return "I can " + strings.Join(can[:n-1], ", ") + " and " + can[n-1] +
			`. Try "What is Apple trading at and how did it do this month?"`
	}
}
