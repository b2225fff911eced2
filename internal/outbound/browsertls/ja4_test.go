package browsertls

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/cryptobyte"

	"quotewire/internal/outbound"
)

// clientHello is what JA4 is made of, without the values that a client makes up.
type clientHello struct {
	versions, ciphers, extensions, signatures []uint16
	name                                      bool
	alpn                                      []string
}

var errHello = errors.New("not a ClientHello")

// readHello reads the first message of a TLS client, which may lie in several records.
func readHello(from io.Reader) ([]byte, error) {
	var message []byte
	for len(message) < 4 || len(message) < 4+int(message[1])<<16+int(message[2])<<8+int(message[3]) {
		head := make([]byte, 5)
		if _, err := io.ReadFull(from, head); err != nil {
			return nil, err
		}
		part := make([]byte, int(head[3])<<8+int(head[4]))
		if _, err := io.ReadFull(from, part); err != nil || head[0] != 22 || len(part) == 0 {
			return nil, errors.Join(errHello, err)
		}
		message = append(message, part...)
	}
	return message[4:], nil
}

func parseHello(message []byte) (h clientHello, err error) {
	s := cryptobyte.String(message)
	var version uint16
	var session, ciphers, compressions, extensions cryptobyte.String
	if !s.ReadUint16(&version) || !s.Skip(32) || !s.ReadUint8LengthPrefixed(&session) || !s.ReadUint16LengthPrefixed(&ciphers) ||
		!s.ReadUint8LengthPrefixed(&compressions) || !s.ReadUint16LengthPrefixed(&extensions) {
		return h, errHello
	}
	h.versions, h.ciphers = []uint16{version}, numbers(ciphers)
	for !extensions.Empty() {
		var id uint16
		var data cryptobyte.String
		if !extensions.ReadUint16(&id) || !extensions.ReadUint16LengthPrefixed(&data) {
			return h, errHello
		}
		if made(id) {
			continue
		}
		h.extensions = append(h.extensions, id)
		h.read(id, data)
	}
	return h, nil
}

func (h *clientHello) read(id uint16, data cryptobyte.String) {
	var list, word cryptobyte.String
	switch {
	case id == 0:
		h.name = true
	case id == 13 && data.ReadUint16LengthPrefixed(&list):
		h.signatures = numbers(list)
	case id == 16 && data.ReadUint16LengthPrefixed(&list):
		for list.ReadUint8LengthPrefixed(&word) {
			h.alpn = append(h.alpn, string(word))
		}
	case id == 43 && data.ReadUint8LengthPrefixed(&list):
		h.versions = numbers(list)
	}
}

// made says whether a value is one of those that a browser makes up (RFC 8701).
func made(v uint16) bool { return v&0x0f0f == 0x0a0a && v>>8 == v&0xff }

func numbers(s cryptobyte.String) (all []uint16) {
	for v := uint16(0); s.ReadUint16(&v); {
		if !made(v) {
			all = append(all, v)
		}
	}
	return all
}

// ja4 is as in https://github.com/FoxIO-LLC/ja4/blob/main/technical_details/JA4.md.
func (h clientHello) ja4() string {
	version := map[uint16]string{0x0304: "13", 0x0303: "12"}[slices.Max(h.versions)]
	name, alpn := "i", "00"
	if h.name {
		name = "d"
	}
	if len(h.alpn) > 0 {
		alpn = h.alpn[0][:1] + h.alpn[0][len(h.alpn[0])-1:]
	}
	others := slices.DeleteFunc(slices.Clone(h.extensions), func(id uint16) bool { return id == 0 || id == 16 })
	ciphers := slices.Sorted(slices.Values(h.ciphers))
	slices.Sort(others)
	return fmt.Sprintf("t%s%s%02d%02d%s_%s_%s", version, name, len(h.ciphers), len(h.extensions), alpn,
		digest(listed(ciphers)), digest(listed(others)+"_"+listed(h.signatures)))
}

func listed(all []uint16) string {
	words := make([]string, len(all))
	for i, v := range all {
		words[i] = fmt.Sprintf("%04x", v)
	}
	return strings.Join(words, ",")
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])[:12]
}

// helloOf is the first message that a client sends. It is answered by closing the connection.
func helloOf(t *testing.T, by http.RoundTripper) clientHello {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	messages := make(chan []byte, 1)
	go func() {
		defer close(messages)
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		if message, err := readHello(c); err == nil {
			messages <- message
		}
	}()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := by.RoundTrip(request(t, t.Context(), "https://localhost:"+port)); err == nil {
		t.Error("a request to a server that shakes no hands has an answer")
	}
	h, err := parseHello(wait(t, messages, "a hello"))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// What public tables have for Chrome 133 to 149.
const chromes = "t13d1516h2_8daaf6152771_d8a2da3f94cd"

func TestHelloIsChromes(t *testing.T) {
	by := newTransport(t, Options{})
	first, second := helloOf(t, by), helloOf(t, by)
	for _, h := range []clientHello{first, second} {
		if got := h.ja4(); got != chromes {
			t.Errorf("JA4 is %s; want %s", got, chromes)
		}
	}
	if slices.Equal(first.extensions, second.extensions) && slices.Equal(second.extensions, helloOf(t, by).extensions) {
		t.Error("the order of extensions is the same in three hellos; Chrome's is not")
	}
	ordinary := outbound.RoundTripper(1)
	ordinary.Proxy = nil
	if got := helloOf(t, ordinary).ja4(); got == chromes || !strings.HasPrefix(got, "t13d") {
		t.Errorf("JA4 of net/http is %s", got)
	}
	if !strings.Contains(UserAgent, " Chrome/"+hello().Version+".") {
		t.Errorf("the hello is that of version %s, the User-Agent is %q", hello().Version, UserAgent)
	}
}
