package newsroom_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/newsroom/newsroomtest"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// keyRing gives a browser a device that holds passkeys.
func keyRing(t *testing.T, ctx context.Context) webauthn.AuthenticatorID {
	t.Helper()
	if _, err := chromedp.Call(ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	r, err := chromedp.Call(ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}})
	if err != nil {
		t.Fatal(err)
	}
	return r.AuthenticatorID
}

// arrives waits until a browser shows a screen.
func arrives(t *testing.T, ctx context.Context, screen string) {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.WaitVisible(`body[data-screen="`+screen+`"] #main`)); err != nil {
		t.Fatalf("the browser does not come to %s: %v", screen, err)
	}
}

func TestPasskeyInABrowser(t *testing.T) {
	h := newsroomtest.Open(t)
	u, token := h.User("kt", news.Editor)
	ctx := h.Browser(token, 1440, 900)
	device := keyRing(t, ctx)
	if err := chromedp.Do(ctx, chromedp.Navigate(h.Address("/account")), chromedp.WaitVisible("#new-passkey button"),
		chromedp.SendKeys("#passkey-name", "Desk computer"), chromedp.Click("#new-passkey button"), chromedp.WaitVisible("dialog .codes")); err != nil {
		t.Fatal(err)
	}
	if n, err := chromedp.Run(ctx, chromedp.Evaluate[int](`document.querySelectorAll("dialog .codes li").length`)); err != nil || n != 10 {
		t.Errorf("recovery codes = %d, %v, want 10", n, err)
	}
	if err := chromedp.Do(ctx, chromedp.Click("dialog .btn.pri"), chromedp.WaitVisible(".ok")); err != nil {
		t.Fatal(err)
	}
	text, err := chromedp.Run(ctx, chromedp.Text("#main"))
	if err != nil || !strings.Contains(text, "Desk computer") || !strings.Contains(text, "10 left") {
		t.Errorf("account page = %q, %v, want the passkey's name", text, err)
	}
	list, err := h.People.Passkeys(ctx, u.ID)
	if err != nil || len(list) != 1 || list[0].Name != "Desk computer" {
		t.Fatalf("Passkeys() = %v, %v, want one", list, err)
	}
	t.Run("signs in by itself", func(t *testing.T) { signInByPasskey(t, h, ctx) })
	t.Run("is the second factor", func(t *testing.T) { passkeyAsSecond(t, h, ctx) })
	t.Run("wants its owner", func(t *testing.T) { unverified(t, h, ctx, device) })
	t.Run("proves", func(t *testing.T) { proveByPasskey(t, h, ctx, device) })
}

func signOut(t *testing.T, ctx context.Context, h *newsroomtest.House) {
	t.Helper()
	if _, err := chromedp.Call(ctx, network.ClearBrowserCookies, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(h.Address("/sign-in?to=/account")), chromedp.WaitVisible("#passkey button")); err != nil {
		t.Fatal(err)
	}
}

func signInByPasskey(t *testing.T, h *newsroomtest.House, ctx context.Context) {
	signOut(t, ctx, h)
	newsroomtest.CheckAxe(t, ctx, "sign-in")
	if err := chromedp.Do(ctx, chromedp.Click("#passkey button")); err != nil {
		t.Fatal(err)
	}
	arrives(t, ctx, "account")
	if text, err := chromedp.Run(ctx, chromedp.Text("#main")); err != nil || !strings.Contains(text, "two factors") {
		t.Errorf("account page does not say two factors: %v", err)
	}
}

func passkeyAsSecond(t *testing.T, h *newsroomtest.House, ctx context.Context) {
	signOut(t, ctx, h)
	if err := chromedp.Do(ctx, chromedp.SendKeys("#name", "kt"), chromedp.SendKeys("#password", newsroomtest.Password), chromedp.Click("form .btn.pri")); err != nil {
		t.Fatal(err)
	}
	arrives(t, ctx, "second")
	newsroomtest.CheckAxe(t, ctx, "second factor")
	if err := chromedp.Do(ctx, chromedp.Click("#passkey button")); err != nil {
		t.Fatal(err)
	}
	arrives(t, ctx, "account")
}

// A passkey whose owner was not recognised opens nothing.
func unverified(t *testing.T, h *newsroomtest.House, ctx context.Context, device webauthn.AuthenticatorID) {
	signOut(t, ctx, h)
	bad := true
	if _, err := chromedp.Call(ctx, webauthn.SetResponseOverrideBits, webauthn.SetResponseOverrideBitsParams{AuthenticatorID: device, IsBadUV: &bad}); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.Click("#passkey button"), chromedp.WaitVisible("#passkey-said")); err != nil {
		t.Fatal(err)
	}
	if said, err := chromedp.Run(ctx, chromedp.Text("#passkey-said")); err != nil || said == "" {
		t.Errorf("said %q, %v, want why", said, err)
	}
	if _, err := chromedp.Call(ctx, webauthn.SetResponseOverrideBits, webauthn.SetResponseOverrideBitsParams{AuthenticatorID: device, IsBogusSignature: &bad}); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.Click("#passkey button")); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](`document.getElementById("passkey-said").textContent.includes("not right")`, chromedp.WithPollingTimeout(5*time.Second))); err != nil {
		t.Errorf("a bogus signature is not refused in words: %v", err)
	}
	if _, err := chromedp.Call(ctx, webauthn.SetResponseOverrideBits, webauthn.SetResponseOverrideBitsParams{AuthenticatorID: device}); err != nil {
		t.Fatal(err)
	}
}

func proveByPasskey(t *testing.T, h *newsroomtest.House, ctx context.Context, device webauthn.AuthenticatorID) {
	signOut(t, ctx, h)
	if err := chromedp.Do(ctx, chromedp.Click("#passkey button")); err != nil {
		t.Fatal(err)
	}
	arrives(t, ctx, "account")
	h.Set(h.Now().Add(11 * time.Minute))
	if err := chromedp.Do(ctx, chromedp.Navigate(h.Address("/account")), chromedp.WaitVisible("table.list form button"), chromedp.Click("table.list form button")); err != nil {
		t.Fatal(err)
	}
	arrives(t, ctx, "prove")
	newsroomtest.CheckAxe(t, ctx, "proof")
	if err := chromedp.Do(ctx, chromedp.WaitVisible("#passkey button"), chromedp.Click("#passkey button")); err != nil {
		t.Fatal(err)
	}
	arrives(t, ctx, "account")
	if err := chromedp.Do(ctx, chromedp.Click("table.list form button"), chromedp.WaitVisible(".ok")); err != nil {
		t.Fatal(err)
	}
	if list, err := chromedp.Run(ctx, chromedp.Evaluate[int](`document.querySelectorAll("form[action$='passkey/drop']").length`)); err != nil || list != 0 {
		t.Errorf("%d passkeys are left, %v, want none", list, err)
	}
}
