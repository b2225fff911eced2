package main

import (
	"fmt"
	"io"
	"strings"
)

// usage is what -h prints.
func usage(w io.Writer) error {
	var text strings.Builder
	text.WriteString(`quotewire answers finance questions over HTTP, streamed as Server-Sent Events.

Usage: quotewire [flag]
       quotewire probe

  probe     ask each source of market data and series by itself for one thing of each kind that it has, print
            what came of it and end; status 0 says that each kind has a source that answers
  -version  print the version and end
  -check    ask the server at QUOTEWIRE_ADDR whether it is ready; status 0 says yes, what does not work is printed
  -read-pages
            make text of pages from standard input: the server starts itself so
  -h        print this

Everything else is set by environment variables:
`)
	for _, v := range variables() {
		fmt.Fprintf(&text, "\n  %s", v.name)
		if v.fallback != "" {
			fmt.Fprintf(&text, " (default: %s)", v.fallback)
		}
		fmt.Fprintf(&text, "\n      %s\n      valid: %s\n", v.about, v.want)
	}
	_, err := io.WriteString(w, text.String())
	return err
}
