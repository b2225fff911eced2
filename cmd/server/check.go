package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"time"
)

// check asks the server at an address whether it may take work. It is what a
// container's health check runs, so that the image needs no other program.
func check(ctx context.Context, addr address) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	client := &http.Client{Transport: &http.Transport{Proxy: nil, DisableKeepAlives: true}}
	var faults []error
	for _, target := range reachable(string(addr)) {
		err := probe(ctx, client, "http://"+target+"/readyz")
		if err == nil {
			return nil
		}
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}

func probe(ctx context.Context, client *http.Client, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	res, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("ask server: %w", err)
	}
	defer func() { _ = res.Body.Close() }() // the answer is judged by its status alone
	body, _ := io.ReadAll(io.LimitReader(res.Body, 512))
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("ask server: GET %s: %s: %s", url, res.Status, body)
	}
	return nil
}

// reachable is where a listen address can be reached from this machine. One
// that stands for all addresses is reached over loopback; [::] covers IPv4 too
// unless the system says otherwise, so that is tried second.
func reachable(addr string) []string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return []string{addr}
	}
	v4, v6 := net.JoinHostPort("127.0.0.1", port), net.JoinHostPort("::1", port)
	ip, err := netip.ParseAddr(host)
	switch {
	case host == "", err == nil && ip.Is4() && ip.IsUnspecified():
		return []string{v4, v6}
	case err == nil && ip.IsUnspecified():
		return []string{v6, v4}
	default:
		return []string{addr}
	}
}
