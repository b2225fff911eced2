package scrape

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"time"
)

const (
	// pdfTime and pdfMemory are what reading one PDF may cost.
	pdfTime   = 10 * time.Second
	pdfMemory = 512 << 20
)

// pdfReply is what the process that reads a PDF says of it.
type pdfReply struct {
	Title  string `json:"title,omitempty"`
	Author string `json:"author,omitempty"`
	Text   string `json:"text"`
	Cut    bool   `json:"cut,omitempty"`
}

// ServePDF reads a PDF from in and writes its text to out, as a Scraper whose
// Options.PDFReader names this process expects it. It is the whole work of that
// process, which may be killed at any time.
func ServePDF(in io.Reader, out io.Writer) error {
	body, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), pdfTime)
	defer cancel()
	c, err := pdfText(ctx, body)
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(pdfReply{Title: c.title, Author: c.author, Text: clip(c.text, maxText), Cut: c.cut})
}

// readPDF has a PDF read by a process of its own. A file can make a reader of
// PDFs allocate and compute without end, and only a process can be ended then.
func (x *extractor) readPDF(ctx context.Context, r raw) (content, error) {
	if len(x.pdfReader) == 0 {
		return content{}, wrap(ErrUnsupported, "PDFs are not read here")
	}
	if r.cut {
		return content{}, wrap(ErrTooLarge, "a PDF can be read only whole")
	}
	ctx, cancel := context.WithTimeout(ctx, pdfTime)
	defer cancel()
	in, feed := io.Pipe()
	defer in.Close()
	out := &capped{left: 2 * maxText}
	cmd := exec.CommandContext(ctx, x.pdfReader[0], x.pdfReader[1:]...)
	cmd.Env = []string{"GOMEMLIMIT=384MiB", "GOMAXPROCS=1", "GOTRACEBACK=none"}
	cmd.Stdin, cmd.Stdout = in, out
	cmd.WaitDelay = time.Second
	cmd.SysProcAttr = childAttributes()
	if err := cmd.Start(); err != nil {
		return content{}, wrap(ErrUnavailable, "the reader of PDFs does not start")
	}
	// It gets nothing to read before its memory is bounded.
	err := boundMemory(cmd.Process.Pid, pdfMemory)
	x.running.Go(func() {
		if err == nil {
			_, err = io.Copy(feed, bytes.NewReader(r.body))
		}
		_ = feed.CloseWithError(err) // it is always nil
	})
	if err := cmd.Wait(); err != nil {
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return content{}, wrap(ErrUnsupported, "it is a PDF that takes too long to read")
		}
		return content{}, wrap(ErrUnsupported, "it is a PDF that cannot be read")
	}
	var reply pdfReply
	if err := json.Unmarshal(out.Bytes(), &reply); err != nil {
		return content{}, wrap(ErrUnsupported, "it is a PDF that cannot be read")
	}
	return content{title: reply.Title, author: reply.Author, site: r.url.Hostname(), text: reply.Text, cut: reply.Cut}, nil
}

// capped is a buffer that refuses more than it has room for.
type capped struct {
	bytes.Buffer
	left int
}

func (c *capped) Write(p []byte) (int, error) {
	if c.left -= len(p); c.left < 0 {
		return 0, io.ErrShortBuffer
	}
	return c.Buffer.Write(p)
}
