package access

import "testing"

func TestHosts(t *testing.T) {
	loopback := []string{"localhost", "127.0.0.1", "::1"}
	for name, c := range map[string]struct {
		hosts          Hosts
		known, foreign []string
	}{
		"on loopback": {
			Hosts{Names: loopback},
			[]string{"localhost", "LOCALHOST:8080", "localhost.", "127.0.0.1:99", "[::1]:8080", "[::1]", "[0:0:0::1]:80"},
			[]string{"evil.example", "localhost.evil.example:8080", "10.0.0.1", "127.0.0.1.evil.example"},
		},
		"open to others": {
			Hosts{Names: append([]string{"Quotes.example"}, loopback...), Addresses: true},
			[]string{"quotes.example", "QUOTES.EXAMPLE.:8080", "localhost:1", "10.1.2.3:8080", "203.0.113.7", "[2001:db8::1]:80", "[::ffff:10.0.0.1]", ""},
			[]string{"evil.example", "evil.example:8080", "10.1.2.3.evil.example", "0x7f.1", "2130706433", "quotes.example.evil.example", "wpad"},
		},
		"anything": {Hosts{}, []string{"evil.example", "10.0.0.1", ""}, nil},
	} {
		for _, host := range c.known {
			if !c.hosts.know(host) {
				t.Errorf("%s: %q is refused", name, host)
			}
		}
		for _, host := range c.foreign {
			if c.hosts.know(host) {
				t.Errorf("%s: %q is known", name, host)
			}
		}
	}
}
