package yahoo

import (
	"net/url"
	"strings"

	"quotewire/internal/market/yahoo/client"
)

func firstText(texts ...string) string {
	for _, text := range texts {
		if text = strings.TrimSpace(text); text != "" {
			return client.Line(text)
		}
	}
	return ""
}

// webLink is text when it is the address of a page, else empty.
func webLink(text string) string {
	const longest = 2000
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	if text = u.String(); len(text) > longest {
		return ""
	}
	return text
}
