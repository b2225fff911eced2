package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/http/pprof"
	"net/url"
	"time"
)

// newProxy is the yardstick: the least that a Go server can do between a model and a client.
func newProxy(modelURL string) (http.Handler, error) {
	to, err := url.Parse(modelURL)
	if err != nil {
		return nil, fmt.Errorf("parse model URL: %w", err)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy = nil
	transport.MaxIdleConns = 0
	transport.MaxIdleConnsPerHost = 4096
	transport.DisableCompression = true
	proxy := &httputil.ReverseProxy{
		Rewrite:       func(r *httputil.ProxyRequest) { r.SetURL(to) },
		Transport:     transport,
		FlushInterval: -1,
		ErrorLog:      log.New(io.Discard, "", 0),
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// Read whole before the upstream request starts: else a fast answer can be cut when the transport gives up
		// on the body.
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err != nil {
			http.Error(w, "read body", http.StatusBadRequest)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		r.ContentLength = int64(len(body))
		proxy.ServeHTTP(w, r)
	}), nil
}

// runProxy serves the yardstick, and its profiles on a second listener, until standard input ends.
func runProxy(ctx context.Context, modelURL string, stdout io.Writer) error {
	handler, err := newProxy(modelURL)
	if err != nil {
		return err
	}
	admin := http.NewServeMux()
	admin.HandleFunc("/debug/pprof/", pprof.Index)
	admin.HandleFunc("/debug/pprof/profile", pprof.Profile)

	main, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	side, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	fmt.Fprintln(stdout, main.Addr(), side.Addr())

	quiet := log.New(io.Discard, "", 0) // clients that leave are part of the measure
	front := &http.Server{Handler: handler, ErrorLog: quiet, ReadHeaderTimeout: 10 * time.Second}
	back := &http.Server{Handler: admin, ErrorLog: quiet, ReadHeaderTimeout: 10 * time.Second}
	stop := context.AfterFunc(untilInputEnds(ctx), func() { front.Close(); back.Close() })
	defer stop()
	go back.Serve(side)
	if err := front.Serve(main); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}
