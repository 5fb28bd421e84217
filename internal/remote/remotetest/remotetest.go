// Package remotetest runs real servers in a test's own process, on loopback
// addresses, and makes them fail where a test says so: FTP, SFTP and IMAP.
//
// It is for tests alone and never reaches the binary.
//
// Start at [NewFTP], [NewSFTP] and [NewIMAP].
package remotetest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"
)

// Loopback are the networks the servers listen on.
func Loopback() []netip.Prefix {
	return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
}

// User and Password are what the servers ask for.
const (
	User     = "wire"
	Password = "open-sesame-7"
)

// Certificate returns a certificate of 127.0.0.1 and localhost, and the roots
// that know it.
func Certificate(t testing.TB) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "wire test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, roots
}

// listener accepts connections until the test ends, and then closes them all.
type listener struct {
	net.Listener
	mu    sync.Mutex // guards what follows
	conns map[net.Conn]bool
	ended bool
	wait  sync.WaitGroup
}

// listen serves each connection to a free port of 127.0.0.1.
func listen(t testing.TB, serve func(net.Conn)) *listener {
	t.Helper()
	raw, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &listener{Listener: raw, conns: map[net.Conn]bool{}}
	l.wait.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			if !l.adopt(c) {
				return
			}
			l.wait.Go(func() {
				defer c.Close()
				serve(c)
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		l.cut()
		l.wait.Wait()
	})
	return l
}

// adopt makes a connection one that ends with the test.
func (l *listener) adopt(c net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		c.Close()
		return false
	}
	l.conns[c] = true
	return true
}

func (l *listener) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended = true
	for c := range l.conns {
		c.Close()
	}
}

// Port is where a server listens on 127.0.0.1. What a test sets before it asks
// holds for all connections after it has asked.
func (l *listener) Port() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Addr().(*net.TCPAddr).Port
}
