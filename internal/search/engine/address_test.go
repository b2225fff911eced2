package engine

import (
	"net/url"
	"strings"
	"testing"
)

func TestAddresses(t *testing.T) {
	for text, want := range map[string]string{
		"HTTP://Example.COM":                                  "http://example.com/",
		"https://example.com:443/a#b":                         "https://example.com/a",
		"http://example.com:80/a/?#":                          "http://example.com/a/",
		"http://example.com:443/a":                            "http://example.com:443/a",
		"https://example.com./%7Ea/%2F?":                      "https://example.com/%7Ea/%2F",
		"https://example.com/a?b=2&a=1&b=%20+x":               "https://example.com/a?b=2&a=1&b=%20+x",
		"https://e.example/?utm_source=x&a=1&UTM_Medium=y&&":  "https://e.example/?a=1",
		"https://e.example/?gclid=1&fbclid=2&mc_cid=3&_ga=4":  "https://e.example/",
		"https://e.example/?u%74m_source=x":                   "https://e.example/",
		"https://e.example/?gclidx=1&utm=2":                   "https://e.example/?gclidx=1&utm=2",
		"https://münchen.example/ü":                           "https://xn--mnchen-3ya.example/%C3%BC",
		"http://[2001:DB8::1]:80/":                            "http://[2001:db8::1]/",
		"http://127.0.0.2:8080/x":                             "http://127.0.0.2:8080/x",
		"https://example.com/a?guccounter=1&guce_referrer=aa": "https://example.com/a",
	} {
		got, err := parseAddress(text)
		if err != nil || got.url != want {
			t.Errorf("%s is %q, %v; want %s", text, got.url, err, want)
		}
	}
	if _, err := parseAddress("https://example.com/" + strings.Repeat("x", maxURL)); err == nil {
		t.Error("a URL without end")
	}
}

func TestOnePageIsOneKey(t *testing.T) {
	same := []string{
		"https://www.example.com/a?b=1&a=2", "http://example.com/a?a=2&b=1", "https://EXAMPLE.com:443/a/?a=2&utm_id=3&b=1#x", "http://www.example.com./a//?b=1&a=2",
	}
	other := []string{"https://example.com/a", "https://example.com/A?a=2&b=1", "https://m.example.com/a?a=2&b=1", "https://example.com:8443/a?a=2&b=1", "https://example.com/a?a=2&b=2"}
	keyOf := func(text string) string {
		a, err := parseAddress(text)
		if err != nil {
			t.Fatal(err)
		}
		return a.key
	}
	for _, text := range same {
		if keyOf(text) != keyOf(same[0]) {
			t.Errorf("%s has key %q, not %q", text, keyOf(text), keyOf(same[0]))
		}
	}
	for _, text := range other {
		if keyOf(text) == keyOf(same[0]) {
			t.Errorf("%s has the key of another page", text)
		}
	}
}

func FuzzAddress(f *testing.F) {
	for _, seed := range []string{
		"https://www.Example.com:443/a/b?utm_source=x&a=1#f", "http://[::1]:80", `https://a\@b/`, "https://a@b/", "https://münchen.example/%zz",
		"https://reuters.com%2eevil.com/", "//x", "https://x/?;&=&%3d", "https://ｅvil.com", "http://s%cee", "http://s%ef%bf%bdee",
	} {
		f.Add(seed)
	}
	q := question{domains: []string{"reuters.com"}}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := parseAddress(text)
		if err != nil {
			return
		}
		u, err := url.Parse(a.url)
		if err != nil || u.User != nil || u.Scheme != "http" && u.Scheme != "https" || u.Fragment != "" || u.Hostname() != a.host {
			t.Fatalf("%q became %q of %q: %v", text, a.url, a.host, err)
		}
		if strings.ContainsFunc(a.url, odd) || strings.ContainsAny(a.host, "@\\/?#%") {
			t.Errorf("%q became %q", text, a.url)
		}
		if again, err := parseAddress(a.url); err == nil && again != a || err != nil && len(a.url) <= maxURL {
			t.Errorf("%q became %q and that %q, %v", text, a.url, again.url, err)
		}
		if q.admits(a.host) && a.host != "reuters.com" && !strings.HasSuffix(a.host, ".reuters.com") {
			t.Errorf("%q was admitted", text)
		}
	})
}
