package extract

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"runtime/metrics"

	"quotewire/internal/plaintext"
)

const (
	// maxHead bounds the JSON before a body or a text, in bytes.
	maxHead = 64 << 10
	// maxResponse bounds the body of a response that Serve takes, in bytes.
	maxResponse = 64 << 20
	// heldEnough is what a process may still hold after a document, in bytes of
	// its heap, to be given another.
	heldEnough = 32 << 20
)

// request is the head of a response on its way to Serve. Its body follows.
type request struct {
	URL         string `json:"url"`
	ContentType string `json:"content_type,omitempty"`
	Cut         bool   `json:"cut,omitempty"`
}

// Answer is what a process that serves says of a response.
type Answer struct {
	Document Document
	// Unsupported and TooLarge are why there is no document: the details of an
	// error of that name.
	Unsupported string `json:",omitempty"`
	TooLarge    string `json:",omitempty"`
	// Last says that the process ends: it holds too much memory to go on.
	Last bool `json:",omitempty"`
}

// Serve says that it is ready, then reads responses from in and writes what they
// say to out, until in ends or a document was so large that a new process is better
// than this one. It is the whole work of a process that may be killed at any time.
func Serve(in io.Reader, out io.Writer) error {
	if err := writeFrame(out, Answer{}, nil); err != nil {
		return fmt.Errorf("write readiness: %w", err)
	}
	in = bufio.NewReaderSize(in, 2*small)
	for {
		r, err := receiveResponse(in)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("receive response: %w", err)
		}
		a := answer(r)
		text := a.Document.Text
		a.Document.Text = ""
		if err := writeFrame(out, a, []byte(text)); err != nil {
			return fmt.Errorf("write document: %w", err)
		}
		if a.Last {
			return nil
		}
	}
}

func answer(r Response) (a Answer) {
	d, err := Read(context.Background(), r)
	if f, ok := errors.AsType[*fault](err); ok && f.sentinel == ErrTooLarge {
		a.TooLarge = f.detail
	} else if ok {
		a.Unsupported = f.detail
	} else if err != nil {
		a.Unsupported = "it cannot be parsed"
	}
	a.Document = d
	held := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(held)
	a.Last = held[0].Value.Uint64() > heldEnough
	return a
}

// Ready waits until a process serves. From then on what it holds is what responses
// cost.
func Ready(from io.Reader) error {
	_, err := readFrame(from, new(Answer), 0)
	return err
}

// Write sends a response to a process that serves.
func Write(to io.Writer, r Response) error {
	return writeFrame(to, request{URL: r.URL.String(), ContentType: plaintext.Clip(r.ContentType, 1000), Cut: r.Cut}, r.Body)
}

// Receive is what a process says of the response that it was sent last. An error
// says that the process broke off, or wrote what it should not.
func Receive(from io.Reader) (a Answer, err error) {
	text, err := readFrame(from, &a, MaxText)
	a.Document.Text = string(text)
	return a, err
}

func receiveResponse(in io.Reader) (Response, error) {
	var head request
	body, err := readFrame(in, &head, maxResponse)
	if err != nil {
		return Response{}, err
	}
	u, err := url.Parse(head.URL)
	if err != nil {
		return Response{}, err
	}
	return Response{URL: u, ContentType: head.ContentType, Body: body, Cut: head.Cut}, nil
}

// small is how much data goes with its head in one piece, so that the other side
// need not be woken twice, in bytes.
const small = 32 << 10

// writeFrame writes head as JSON and data as they are, each after its length.
func writeFrame(to io.Writer, head any, data []byte) error {
	text, err := json.Marshal(head)
	if err != nil {
		return err
	}
	frame := make([]byte, 0, 8+len(text)+small)
	frame = binary.BigEndian.AppendUint32(frame, uint32(len(text)))
	frame = binary.BigEndian.AppendUint32(frame, uint32(len(data)))
	frame = append(frame, text...)
	if len(data) <= small {
		frame, data = append(frame, data...), nil
	}
	if _, err := to.Write(frame); err != nil || len(data) == 0 {
		return err
	}
	_, err = to.Write(data)
	return err
}

// errFrame is a frame that is longer than what may be sent.
var errFrame = errors.New("frame is too long")

// readFrame reads what writeFrame wrote, at most limit bytes of data. It is io.EOF
// where nothing more comes.
func readFrame(from io.Reader, head any, limit uint32) ([]byte, error) {
	var sizes [8]byte
	if _, err := io.ReadFull(from, sizes[:]); err != nil {
		return nil, err
	}
	ahead, size := binary.BigEndian.Uint32(sizes[:4]), binary.BigEndian.Uint32(sizes[4:])
	if ahead > maxHead || size > limit {
		return nil, errFrame
	}
	text := make([]byte, ahead)
	if _, err := io.ReadFull(from, text); err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	if err := json.Unmarshal(text, head); err != nil {
		return nil, err
	}
	data := make([]byte, size)
	if _, err := io.ReadFull(from, data); err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	return data, nil
}
