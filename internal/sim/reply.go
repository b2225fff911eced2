package sim

import (
	"encoding/json"
	"net/http"
)

// reply is an answer not sent yet.
type reply struct {
	status int
	header map[string]string
	body   []byte
}

func text(status int, body string) reply {
	return reply{status, map[string]string{"Content-Type": "text/plain; charset=utf-8"}, []byte(body)}
}

func page(status int, title string) reply {
	body := "<!DOCTYPE html>\n<html lang=\"en-us\"><head><title>" + title + "</title></head><body><h1>" + title + "</h1></body></html>\n"
	return reply{status, map[string]string{"Content-Type": "text/html; charset=UTF-8"}, []byte(body)}
}

// object is a JSON reply. What this package encodes cannot fail to encode; if
// it does, the client sees the error as a 500.
func object(status int, v any) reply {
	body, err := json.Marshal(v)
	if err != nil {
		return text(http.StatusInternalServerError, err.Error())
	}
	return reply{status, map[string]string{"Content-Type": "application/json;charset=utf-8"}, body}
}

func redirect(status int, to string) reply {
	return reply{status, map[string]string{"Location": to, "Content-Type": "text/html; charset=utf-8"}, nil}
}
