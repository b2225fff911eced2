package engine

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

func TestQueriesThatCannotBeAsked(t *testing.T) {
	s := newSearcher(t, serve(t, func(http.ResponseWriter, *http.Request) { t.Error("asked") }), Options{})
	many := make([]string, MaxDomains+1)
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
		`Language is "English"`:      {Text: "x", Language: "English"},
		`Language is "en-GB-x"`:      {Text: "x", Language: "en-GB-x"},
		`Freshness is "hour"`:        {Text: "x", Freshness: "hour"},
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
	for _, tc := range []struct {
		o     Options
		order string
	}{
		{Options{}, DuckDuckGo},
		{Options{BraveKey: "k", SearXNGURL: "http://127.0.0.1:8888"}, "searxng brave"},
		{Options{TavilyKey: "k", Model: &fakeModel{}}, "tavily"},
		{Options{TavilyKey: "k", Model: &fakeModel{}, Engines: []string{OpenAI, DuckDuckGo, Tavily}}, "openai duckduckgo tavily"},
	} {
		s, err := New(tc.o)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(s.Engines(), " "); got != tc.order {
			t.Errorf("engines %s; want %s", got, tc.order)
		}
		s.Close()
	}
	for want, o := range map[string]Options{
		`Engines names "bing": want searxng, brave, tavily, duckduckgo, openai`: {Engines: []string{"bing"}},
		`Engines names "duckduckgo" twice`:                                      {Engines: []string{DuckDuckGo, DuckDuckGo}},
		`SearXNGURL must be set for the engine "searxng"`:                       {Engines: []string{SearXNG}},
		`BraveKey must be set`:                                                  {Engines: []string{Brave}},
		`TavilyKey must be set`:                                                 {Engines: []string{Tavily}},
		`Model must be set`:                                                     {Engines: []string{OpenAI}},
		`SearXNGURL must be http://host`:                                        {SearXNGURL: "127.0.0.1:8888"},
		`BraveURL must be`:                                                      {BraveURL: "ftp://x"},
		`TavilyURL must be`:                                                     {TavilyURL: "https://x?y"},
		`DuckDuckGoURL must be`:                                                 {DuckDuckGoURL: "https://:pass:word@"},
		`BraveKey holds a space`:                                                {BraveKey: "SECRET\n"},
		`TavilyKey holds a space`:                                               {TavilyKey: "SECRET é"},
		`Enough must not be negative, is -1`:                                    {Enough: -1},
		`Timeout must not be negative`:                                          {Timeout: -1},
		`ModelTimeout must not be negative`:                                     {ModelTimeout: -1},
		`MaxBody must not be negative`:                                          {MaxBody: -1},
		`Rate must not be negative`:                                             {Rate: -1},
	} {
		_, err := New(o)
		if err == nil || !strings.Contains(err.Error(), "search: Options."+want) || strings.Contains(err.Error(), "SECRET") || strings.Contains(err.Error(), "word@") {
			t.Errorf("error %v; want %q", err, want)
		}
	}
}
