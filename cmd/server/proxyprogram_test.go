package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	// proxyHost is the site of the files of deploy.
	proxyHost = "quotes.example.com"
	// proxyClient is where clients come from: not from where the proxy does, which
	// is trusted.
	proxyClient = "127.0.0.2"
)

// proxyProgram is a proxy in a process of its own.
type proxyProgram struct {
	dir    string // of all that it reads and writes
	addr   string
	roots  *x509.CertPool
	output *bytes.Buffer // read it when it has ended
	stop   func()
}

// prepareProxy makes a folder with a certificate, and finds a free port.
func prepareProxy(t *testing.T) *proxyProgram {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = free.Close() }()
	p := &proxyProgram{dir: t.TempDir(), addr: free.Addr().String(), roots: x509.NewCertPool(), output: new(bytes.Buffer)}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	made := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: proxyHost}, DNSNames: []string{proxyHost},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	cert, err := x509.CreateCertificate(rand.Reader, made, made, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert})
	p.roots.AppendCertsFromPEM(certPEM)
	p.file(t, "cert.pem", string(certPEM))
	p.file(t, "key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})))
	return p
}

func (p *proxyProgram) path(name string) string { return filepath.Join(p.dir, name) }

func (p *proxyProgram) file(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(p.path(name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// startNginx runs the site in an nginx that is otherwise set as Debian's is.
func startNginx(t *testing.T, upstream string) *proxyProgram {
	t.Helper()
	p := prepareProxy(t)
	p.file(t, "site.conf", replaced(t, "nginx.conf", map[string]string{
		"listen 443 ":               "listen " + p.addr + " ",
		"listen [::]:443 ":          "# ",
		"127.0.0.1:8080":            upstream,
		"access_log /var/log/nginx": "access_log " + p.dir,
		"error_log /var/log/nginx":  "error_log " + p.dir,
		"/etc/letsencrypt/live/" + proxyHost + "/fullchain.pem": p.path("cert.pem"),
		"/etc/letsencrypt/live/" + proxyHost + "/privkey.pem":   p.path("key.pem"),
	}))
	p.file(t, "nginx.conf", strings.NewReplacer("DIR", p.dir).Replace(`
daemon off;
pid DIR/pid;
error_log stderr;
events {}
http {
	client_body_temp_path DIR/body;
	proxy_temp_path DIR/proxy;
	fastcgi_temp_path DIR/fastcgi;
	uwsgi_temp_path DIR/uwsgi;
	scgi_temp_path DIR/scgi;
	sendfile on;
	tcp_nopush on;
	gzip on;
	include DIR/site.conf;
}
`))
	p.start(t, "nginx", "-e", "stderr", "-c", p.path("nginx.conf"))
	return p
}

// startCaddy runs the site with a certificate of ours in place of a public one.
func startCaddy(t *testing.T, upstream string) *proxyProgram {
	t.Helper()
	p := prepareProxy(t)
	_, port, err := net.SplitHostPort(p.addr)
	if err != nil {
		t.Fatal(err)
	}
	p.file(t, "Caddyfile", replaced(t, "Caddyfile", map[string]string{
		"{\n\t# A question": "{\n\tadmin off\n\tauto_https disable_redirects\n\thttps_port " + port + "\n\tdefault_bind 127.0.0.1\n\t# A question",
		proxyHost + " {":    proxyHost + " {\n\ttls " + p.path("cert.pem") + " " + p.path("key.pem"),
		"127.0.0.1:8080":    upstream,
	}))
	p.start(t, "caddy", "run", "--config", p.path("Caddyfile"), "--adapter", "caddyfile")
	return p
}

// replaced is a file of deploy with what belongs to a machine replaced, and all
// else as it is.
func replaced(t *testing.T, name string, changes map[string]string) string {
	t.Helper()
	text := deployed(t, name)
	for from, to := range changes {
		if strings.Count(text, from) != 1 {
			t.Fatalf("%s does not have one %q", name, from)
		}
		text = strings.Replace(text, from, to, 1)
	}
	return text
}

// start runs the program until the test ends, and waits until it listens.
func (p *proxyProgram) start(t *testing.T, program string, args ...string) {
	t.Helper()
	cmd := exec.Command(proxyPath(t, program), args...)
	cmd.Env = []string{"HOME=" + p.dir, "PATH=/usr/bin:/bin"}
	cmd.Stdout, cmd.Stderr = p.output, p.output
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	exited := make(chan struct{})
	go func() {
		_ = cmd.Wait() // it is told to end
		close(exited)
	}()
	p.stop = func() {
		_ = cmd.Process.Signal(syscall.SIGTERM) // an error says that it has ended
		select {
		case <-exited:
		case <-time.After(patience):
			t.Errorf("%s does not end", program)
			_ = cmd.Process.Kill()
			<-exited
		}
	}
	t.Cleanup(func() {
		p.stop()
		if t.Failed() {
			t.Logf("%s says:\n%s", program, p.output)
		}
	})
	eventually(t, program+" listens", func() bool {
		select {
		case <-exited:
			t.Fatalf("%s has ended", program)
		default:
		}
		conn, err := net.Dial("tcp", p.addr)
		if err != nil {
			return false
		}
		return conn.Close() == nil
	})
}

// proxyPath is where a proxy is installed, or where make test-tools has put it.
func proxyPath(t *testing.T, program string) string {
	t.Helper()
	if path, err := exec.LookPath(program); err == nil {
		return path
	}
	found, err := filepath.Glob(filepath.Join(cacheFolder(t), "proxies/usr/*bin", program))
	if err != nil || len(found) != 1 {
		t.Fatalf("no %s, which make test-tools brings: %v", program, err)
	}
	return found[0]
}

// client comes from proxyClient and finds the site at the proxy.
func (p *proxyProgram) client(t *testing.T, protocol string) *http.Client {
	t.Helper()
	var protocols http.Protocols
	protocols.SetHTTP1(protocol == "HTTP/1.1")
	protocols.SetHTTP2(protocol == "HTTP/2.0")
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(proxyClient)}, Timeout: patience}
	transport := &http.Transport{
		Protocols: &protocols, TLSClientConfig: &tls.Config{RootCAs: p.roots},
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, network, p.addr)
		},
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// written ends the proxy and gives all that it wrote.
func (p *proxyProgram) written(t *testing.T) string {
	t.Helper()
	p.stop()
	text := p.output.String()
	logs, err := filepath.Glob(p.path("*.log"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range logs {
		log, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text += string(log)
	}
	return text
}
