package main

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNetworksAreInTheFormOfPeers(t *testing.T) {
	for text, want := range map[string]string{
		"10.1.2.3/8":               "10.0.0.0/8",
		"192.0.2.7":                "192.0.2.7/32",
		"::ffff:192.0.2.7":         "192.0.2.7/32",
		"::FFFF:c000:0207":         "192.0.2.7/32",
		"::ffff:10.20.30.40/104":   "10.0.0.0/8",
		"0:0:0:0:0:ffff:a14:0/112": "10.20.0.0/16",
		"::ffff:0:0/96":            "0.0.0.0/0",
		"2001:DB8::1/32":           "2001:db8::/32",
		"::1":                      "::1/128",
		"64:ff9b::10.0.0.1":        "64:ff9b::a00:1/128",
	} {
		var got networks
		if err := got.UnmarshalText([]byte(" " + text + " ,")); err != nil || len(got) != 1 || got[0].String() != want {
			t.Errorf("%s: %v, %v; want %s", text, got, err, want)
		}
	}
}

// A proxy that is named as a dual-stack log shows it is believed: clients behind it
// have a rate limit each.
func TestMappedProxyIsBelieved(t *testing.T) {
	for _, proxy := range []string{"::ffff:127.0.0.1", "::ffff:127.0.0.0/104"} {
		w := startWalk(t, []string{"QUOTEWIRE_TRUSTED_PROXIES=" + proxy, "QUOTEWIRE_RATE_LIMIT=1"})
		var got []int
		for _, client := range []string{"192.0.2.1", "192.0.2.2", "192.0.2.1"} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.url+"/api/models", nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("X-Forwarded-For", client)
			res, err := http.DefaultTransport.RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
			got = append(got, res.StatusCode)
		}
		if diff := cmp.Diff([]int{http.StatusOK, http.StatusOK, http.StatusTooManyRequests}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", proxy, diff)
		}
	}
}
