package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"time"
)

// check asks the server at an address whether it may take work, and writes to out
// which of its parts do not work at present: they are no reason to restart it. It
// is what a container's health check runs, so that the image needs no other
// program.
func check(ctx context.Context, addr address, out io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	client := &http.Client{Transport: &http.Transport{Proxy: nil, DisableKeepAlives: true}}
	var faults []error
	for _, target := range reachable(string(addr)) {
		body, err := readyAt(ctx, client, "http://"+target+"/readyz")
		if err == nil {
			return writeProblems(out, body)
		}
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}

// readyAt gives the body of a good answer.
func readyAt(ctx context.Context, client *http.Client, url string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask server: %w", err)
	}
	defer func() { _ = res.Body.Close() }() // the answer is judged by its status alone
	body, _ := io.ReadAll(io.LimitReader(res.Body, 16<<10))
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("ask server: GET %s: %s: %.512s", url, res.Status, body)
	}
	return body, nil
}

// writeProblems writes a line for each part that does not work. An answer that
// cannot be read is that of another version: its status has said enough.
func writeProblems(out io.Writer, body []byte) error {
	var said struct {
		Problems []struct {
			Part, Code, Message string
			Since               time.Time
		}
	}
	if json.Unmarshal(body, &said) != nil {
		return nil
	}
	for _, p := range said.Problems {
		line := fmt.Sprintf("%s: %s: %s", p.Part, p.Code, p.Message)
		if !p.Since.IsZero() {
			line += ", since " + p.Since.Format(time.RFC3339)
		}
		if _, err := fmt.Fprintln(out, line); err != nil {
			return fmt.Errorf("write problems: %w", err)
		}
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
