package browsertls

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http/httptest"
	"slices"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// preface is what a client of HTTP/2 begins with.
const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

// answerFrames answers one request, and says what its pseudo fields were and what the
// client set.
func answerFrames(c net.Conn) (fields []hpack.HeaderField, settings map[http2.SettingID]uint32, err error) {
	if got := make([]byte, len(preface)); !readsFull(c, got) || string(got) != preface {
		return nil, nil, errors.New("no preface")
	}
	settings = map[http2.SettingID]uint32{}
	frames := http2.NewFramer(c, c)
	frames.ReadMetaHeaders = hpack.NewDecoder(64<<10, nil)
	if err := frames.WriteSettings(); err != nil {
		return nil, nil, err
	}
	for {
		frame, err := frames.ReadFrame()
		if err != nil {
			return nil, nil, err
		}
		switch f := frame.(type) {
		case *http2.SettingsFrame:
			if !f.IsAck() {
				err = errors.Join(f.ForeachSetting(func(s http2.Setting) error { settings[s.ID] = s.Val; return nil }), frames.WriteSettingsAck())
			}
		case *http2.MetaHeadersFrame:
			var block bytes.Buffer
			err = hpack.NewEncoder(&block).WriteField(hpack.HeaderField{Name: ":status", Value: "204"})
			return f.PseudoFields(), settings, errors.Join(err, frames.WriteHeaders(http2.HeadersFrameParam{
				StreamID: f.StreamID, BlockFragment: block.Bytes(), EndHeaders: true, EndStream: true,
			}))
		}
		if err != nil {
			return nil, nil, err
		}
	}
}

func readsFull(c net.Conn, p []byte) bool {
	_, err := io.ReadFull(c, p)
	return err == nil
}

// A server must not be told that a request is not encrypted.
func TestFramesOfHTTP2(t *testing.T) {
	o := httptest.NewUnstartedServer(nil)
	o.StartTLS()
	defer o.Close()
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: o.TLS.Certificates, NextProtos: []string{"h2"}})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	done := make(chan error, 1)
	var fields []hpack.HeaderField
	var settings map[http2.SettingID]uint32
	go func() {
		c, err := l.Accept()
		if err == nil {
			defer c.Close()
			fields, settings, err = answerFrames(c)
		}
		done <- err
	}()
	by := (&origin{Server: o}).transport(t, Options{})
	resp, err := by.RoundTrip(request(t, t.Context(), "https://"+l.Addr().String()+"/path?q=1"))
	if err != nil {
		t.Fatal(err)
	}
	if got := read(t, resp); resp.StatusCode != 204 || got != "" {
		t.Errorf("answer %d %q", resp.StatusCode, got)
	}
	if err := wait(t, done, "a request"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []hpack.HeaderField{
		{Name: ":scheme", Value: "https"}, {Name: ":path", Value: "/path?q=1"}, {Name: ":authority", Value: l.Addr().String()},
	} {
		if !slices.Contains(fields, want) {
			t.Errorf("the fields lack %v: %v", want, fields)
		}
	}
	// What of Chrome's settings net/http can be told.
	for id, want := range map[http2.SettingID]uint32{http2.SettingHeaderTableSize: 64 << 10, http2.SettingEnablePush: 0, http2.SettingMaxHeaderListSize: 256 << 10} {
		if got, ok := settings[id]; !ok || got != want {
			t.Errorf("%s is %d; want %d", id, got, want)
		}
	}
}
