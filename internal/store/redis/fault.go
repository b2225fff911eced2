package redis

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"
)

// told is err in our own words where it holds words of the server's, which may repeat
// what it was sent. Of those only the code is kept, and only one that we know.
func told(err error) error {
	if said, ok := errors.AsType[redis.Error](err); ok {
		code, _, _ := strings.Cut(said.Error(), " ")
		if !slices.Contains(codes(), code) {
			code = "an error"
		}
		return fmt.Errorf("the server answers %s", code)
	}
	if ours(err) {
		return err
	}
	return errors.New("the server's answer cannot be read")
}

// codes are answers that tell an operator what to do.
func codes() []string {
	return []string{"OOM", "READONLY", "MISCONF", "NOAUTH", "WRONGPASS", "NOPERM", "LOADING", "BUSY", "MOVED", "CLUSTERDOWN", "MASTERDOWN", "WRONGTYPE"}
}

// ours reports whether an error is of this side: of the network, of TLS, of a context or
// of the client.
func ours(err error) bool {
	_, network := errors.AsType[net.Error](err)
	_, certificate := errors.AsType[*tls.CertificateVerificationError](err)
	for _, one := range []error{context.Canceled, context.DeadlineExceeded, io.EOF, io.ErrUnexpectedEOF, redis.ErrClosed, redis.ErrPoolTimeout} {
		network = network || errors.Is(err, one)
	}
	return network || certificate
}
