package main

import (
	"fmt"
	"io"
)

// greet tells a newcomer what the demo is and what is worth trying.
func greet(w io.Writer, url string, keys bool) {
	auth := ""
	if keys {
		auth = `-H "Authorization: Bearer $KEY" `
	}
	// Where the log goes is all there is to tell of a failure.
	_, _ = fmt.Fprintf(w, `
This is the demo: the model server, the market and the web are simulated on this
machine, and every price is synthetic. Three commands worth trying:

  curl -N %[2]s'%[1]s/api/chat/stream?question=What+is+Apple+trading+at+and+how+did+it+do+this+month%%3F'
  curl -N %[2]s'%[1]s/api/advanced/stream?question=How+do+Apple+and+Microsoft+compare%%3F'
  curl %[2]s%[1]s/api/quotes/AAPL

To have a real model and real prices, set OPENAI_BASE_URL or OPENAI_API_KEY: see -h.

`, url, auth)
}
