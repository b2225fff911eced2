package main

import (
	"fmt"
	"io"
)

// greet tells a newcomer what the demo is and what is worth trying.
func greet(w io.Writer, url string, cfg config) {
	auth, what := "", `the model server, the market and the web are simulated on this
machine, and every price is synthetic.`
	if len(cfg.APIKeys) > 0 {
		auth = `-H "Authorization: Bearer $KEY" `
	}
	if !cfg.simulatedMarket() {
		what = `the model server and the web are simulated on this machine;
market data come from QUOTEWIRE_YAHOO_URL.`
	}
	// Where the log goes is all there is to tell of a failure.
	_, _ = fmt.Fprintf(w, `
This is the demo: %[3]s Three commands worth trying:

  curl -N %[2]s'%[1]s/api/chat/stream?question=What+is+Apple+trading+at+and+how+did+it+do+this+month%%3F'
  curl -N %[2]s'%[1]s/api/advanced/stream?question=How+do+Apple+and+Microsoft+compare%%3F'
  curl %[2]s%[1]s/api/quotes/AAPL

To have a real model and real prices, set OPENAI_BASE_URL or OPENAI_API_KEY: see -h.

`, url, auth, what)
}
