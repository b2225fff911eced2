package wire

import (
	"encoding/json"
	"net/http"
)

// Reply is an answer not sent yet.
type Reply struct {
	Status int
	Header map[string]string
	Body   []byte
}

// Text is a reply of plain text.
func Text(status int, body string) Reply {
	return Reply{status, map[string]string{"Content-Type": "text/plain; charset=utf-8"}, []byte(body)}
}

// Page is a page of HTML that consists of its title.
func Page(status int, title string) Reply {
	body := "<!DOCTYPE html>\n<html lang=\"en-us\"><head><title>" + title + "</title></head><body><h1>" + title + "</h1></body></html>\n"
	return Reply{status, map[string]string{"Content-Type": "text/html; charset=UTF-8"}, []byte(body)}
}

// JSON is a JSON reply. What a simulated server encodes cannot fail to encode; if
// it does, the client sees the error as a 500.
func JSON(status int, v any) Reply {
	body, err := json.Marshal(v)
	if err != nil {
		return Text(http.StatusInternalServerError, err.Error())
	}
	return Reply{status, map[string]string{"Content-Type": "application/json;charset=utf-8"}, body}
}

// RedirectTo leads to an address.
func RedirectTo(status int, to string) Reply {
	return Reply{status, map[string]string{"Location": to, "Content-Type": "text/html; charset=utf-8"}, nil}
}
