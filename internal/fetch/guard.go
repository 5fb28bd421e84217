package fetch

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"syscall"
	"time"

	"broadsheet/internal/news"
)

// closed are networks that are not the public internet, beyond those that
// netip tells by itself (IANA special-purpose address registries).
var closed = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("3fff::/20"),
	netip.MustParsePrefix("5f00::/16"), netip.MustParsePrefix("fec0::/10"), netip.MustParsePrefix("64:ff9b:1::/48"),
}

var (
	nat64 = netip.MustParsePrefix("64:ff9b::/96")
	sixTo = netip.MustParsePrefix("2002::/16")
)

// dialTimeout is how long one address may take to answer a dial.
const dialTimeout = 10 * time.Second

// Dialer returns a function that dials as [net.Dialer.DialContext] does, and
// refuses, with an error that wraps [news.ErrInvalid], every address that is
// neither public nor in allow. It is the only way out of the house: all that
// speaks to other machines dials with it, data connections included.
func Dialer(allow []netip.Prefix) func(ctx context.Context, network, address string) (net.Conn, error) {
	d := &net.Dialer{Timeout: dialTimeout, ControlContext: func(_ context.Context, _, address string, _ syscall.RawConn) error {
		return guard(address, allow)
	}}
	return d.DialContext
}

// guard refuses to dial a resolved address that is not public and not allowed.
// It is asked for each address just before the dial, so that a name that
// resolves otherwise the second time gains nothing.
func guard(address string, allow []netip.Prefix) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("address %q cannot be read: %w", address, news.ErrInvalid)
	}
	ip := at.Addr().WithZone("").Unmap()
	for _, p := range allow {
		if p.Contains(ip) {
			return nil
		}
	}
	if !public(ip) {
		return fmt.Errorf("it leads to %s, which is not a public address: %w", ip, news.ErrInvalid)
	}
	return nil
}

func public(ip netip.Addr) bool {
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range closed {
		if p.Contains(ip) {
			return false
		}
	}
	// Addresses that carry an IPv4 address lead there.
	b := ip.As16()
	switch {
	case nat64.Contains(ip):
		return public(netip.AddrFrom4([4]byte(b[12:16])))
	case sixTo.Contains(ip):
		return public(netip.AddrFrom4([4]byte(b[2:6])))
	}
	return true
}
