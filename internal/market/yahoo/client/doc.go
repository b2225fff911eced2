// Package client asks Yahoo over HTTP and holds what Yahoo asks of a client: a cookie
// with its crumb, few requests at once, headers of a browser, and silence after a
// refusal. It tells a good answer from a bad one by its status and first bytes; what
// stands in it is its caller's. It keeps nothing but the cookie and the crumb.
package client
