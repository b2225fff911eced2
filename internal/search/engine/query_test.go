package engine

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

func TestQueriesThatCannotBeAsked(t *testing.T) {
	s := newSearcher(t, serve(t, func(http.ResponseWriter, *http.Request) { t.Error("asked") }), Options{})
	many := make([]string, maxDomains+1)
	for i := range many {
		many[i] = strings.Repeat("x", i+1) + ".example"
	}
	for name, q := range map[string]Query{
		"Text is empty":              {},
		"Text is empty: want":        {Text: " \u200b\n"},
		"Text is empty: want words":  {Text: "\xff"},
		"Text has 1001 bytes":        {Text: strings.Repeat("x", 1001)},
		"Limit is -1":                {Text: "x", Limit: -1},
		"Limit is 51":                {Text: "x", Limit: 51},
		"Domains has 21 entries":     {Text: "x", Domains: many},
		`Domains: "a b"`:             {Text: "x", Domains: []string{"a b"}},
		`Domains: ""`:                {Text: "x", Domains: []string{""}},
		`Domains: "*."`:              {Text: "x", Domains: []string{"*."}},
		`Domains: "a..b"`:            {Text: "x", Domains: []string{"a..b"}},
		`Domains: "u@a.example"`:     {Text: "x", Domains: []string{"u@a.example"}},
		`Domains: "https://u@a.com"`: {Text: "x", Domains: []string{"https://u@a.com"}},
		`Domains: "a) OR site:b"`:    {Text: "x", Domains: []string{"a) OR site:b"}},
		`Domains: "a.example:80"`:    {Text: "x", Domains: []string{"a.example:80"}},
	} {
		_, err := s.Search(t.Context(), q)
		if !errors.Is(err, ErrQuery) || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), ": want") {
			t.Errorf("error %v; want %q and what is valid", err, name)
		}
	}
}

func TestDomainsAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]string{
		"reuters.com": "reuters.com", " WWW.Reuters.com. ": "reuters.com", "https://www.reuters.com/markets?x": "reuters.com",
		"http://reuters.com:8080": "reuters.com", "reuters.com/markets/us": "reuters.com", "*.gov": "gov", ".gov": "gov", "www.com": "www.com",
		"münchen.example": "xn--mnchen-3ya.example", "127.0.0.2": "127.0.0.2", "::ffff:127.0.0.2": "127.0.0.2", "2001:DB8::1": "2001:db8::1",
	} {
		if got, err := parseDomain(text); got != want || err != nil {
			t.Errorf("%q is %q, %v; want %q", text, got, err, want)
		}
	}
}

func TestOptions(t *testing.T) {
	for _, o := range []Options{
		{Engines: []string{DuckDuckGo}},
		{Engines: []string{OpenAI, DuckDuckGo, Tavily}, Model: &fakeModel{}, Keys: map[string]string{Tavily: "k"}},
		{Engines: []string{SearXNG}, URLs: map[string]string{SearXNG: "http://127.0.0.1:8888"}},
	} {
		s, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		s.Close()
	}
	to := func(name, value string) map[string]string { return map[string]string{name: value} }
	for want, o := range map[string]Options{
		`Engines is empty: want some of searxng, brave`:             {},
		`Engines names "bing": want ` + strings.Join(Names(), ", "): {Engines: []string{"bing"}},
		`Engines names "duckduckgo" twice`:                          {Engines: []string{DuckDuckGo, DuckDuckGo}},
		`URLs must have one for the engine "searxng"`:               {Engines: []string{SearXNG}},
		`Keys must have one for the engine "brave"`:                 {Engines: []string{Brave}},
		`Keys must have one for the engine "tavily"`:                {Engines: []string{Tavily}},
		`Model must be set for the engine "openai"`:                 {Engines: []string{OpenAI}},
		`URLs has one for "searxng" that is not http://host`:        {Engines: []string{SearXNG}, URLs: to(SearXNG, "127.0.0.1:8888")},
		`URLs has one for "brave" that is not`:                      {Engines: []string{Brave}, URLs: to(Brave, "ftp://x"), Keys: to(Brave, "k")},
		`URLs has one for "tavily" that is not`:                     {Engines: []string{Tavily}, URLs: to(Tavily, "https://x?y"), Keys: to(Tavily, "k")},
		`URLs has one for "duckduckgo" that is not`:                 {Engines: []string{DuckDuckGo}, URLs: to(DuckDuckGo, "https://:pass:word@")},
		`Keys has one for "brave" with a space`:                     {Engines: []string{Brave}, Keys: to(Brave, "SECRET\n")},
		`Keys has one for "tavily" with a space`:                    {Engines: []string{Tavily}, Keys: to(Tavily, "SECRET é")},
		`Enough must not be negative, is -1`:                        {Enough: -1},
		`Timeout must not be negative`:                              {Timeout: -1},
		`ModelTimeout must not be negative`:                         {ModelTimeout: -1},
		`MaxBody must not be negative`:                              {MaxBody: -1},
		`Rate must not be negative`:                                 {Rate: -1},
	} {
		_, err := New(o)
		if err == nil || !strings.Contains(err.Error(), "engine: Options."+want) || strings.Contains(err.Error(), "SECRET") || strings.Contains(err.Error(), "word@") {
			t.Errorf("error %v; want %q", err, want)
		}
	}
}
