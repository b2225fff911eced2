// Package browsertls asks the world with the TLS hello of a browser: an
// http.RoundTripper for a source that refuses clients whose hello is not one. It speaks
// HTTP/2 where the server chooses it and HTTP/1.1 otherwise, by way of a proxy where
// there is one.
//
// It refuses what a browser refuses: a certificate that is not valid. Only the hello is
// a browser's. The frames of HTTP/2 and the order of header fields stay Go's, and a
// proxy that opens TLS itself shows its own hello.
package browsertls

import utls "github.com/refraction-networking/utls"

// UserAgent is that of the browser whose hello is sent, Chrome 133 on Linux: send it
// with each request. The two are of one age and change together, because a hello and a
// User-Agent of different ages are a mark of their own. Renew both once a year.
const UserAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Safari/537.36"

// hello is named by its version, not as the newest one of uTLS: an update of uTLS must
// not part it from UserAgent.
func hello() utls.ClientHelloID { return utls.HelloChrome_133 }
