package llm

import (
	"net"
	"net/http"
	"time"
)

// newTransport is a pool of connections to one model server. Its sizes are for
// a thousand streams that are mostly silent.
func newTransport(connect time.Duration) *http.Transport {
	dialer := &net.Dialer{
		Timeout:         connect,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 30 * time.Second, Interval: 10 * time.Second, Count: 3},
	}
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment, // reads the environment once
		DialContext:         dialer.DialContext,
		TLSHandshakeTimeout: connect,
		// A stream is half the size on HTTP/2, which a DialContext of one's own
		// would switch off.
		ForceAttemptHTTP2: true,
		HTTP2: &http.HTTP2Config{
			// What a slow reader leaves unread stays in memory up to this; the
			// default of 4 MiB a stream is made for downloads.
			MaxReceiveBufferPerStream: 64 << 10,
			SendPingTimeout:           20 * time.Second,
			PingTimeout:               10 * time.Second,
			WriteByteTimeout:          20 * time.Second,
		},
		DisableCompression:     true, // a compressed stream arrives late and may be a bomb
		MaxIdleConns:           1024,
		MaxIdleConnsPerHost:    1024,
		IdleConnTimeout:        30 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		WriteBufferSize:        1 << 10, // the body is written past it
	}
}
