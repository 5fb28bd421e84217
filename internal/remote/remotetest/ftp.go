package remotetest

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"maps"
	"net"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// FTP is an FTP server with one folder and those below it (RFC 959, 2428, 3659,
// 4217). Its exported fields are set before Port is asked.
type FTP struct {
	*listener
	TLS      *tls.Config // nil refuses AUTH TLS
	Implicit bool        // TLS from the first byte
	NoMLSD   bool        // LIST is all there is
	NoEPSV   bool
	PASV     string // the host a PASV answer names, such as "10,0,0,1"; empty is the true one
	// Hang makes a command wait until the test ends.
	Hang string
	// Said is called with each command line.
	Said func(line string)
	// Listing, if set, writes listings instead of the files' own.
	Listing func(w io.Writer)

	mu    sync.Mutex // guards what follows
	files map[string]FTPFile
}

// FTPFile is a file of the server.
type FTPFile struct {
	Body    string
	Changed time.Time
	Cut     int   // the transfer ends after so many bytes, and so does the control connection; 0 is not at all
	Lie     int64 // the size that is told; 0 is the true one
	Shut    bool  // RETR and the rest answer 550
}

// NewFTP returns a server that listens on 127.0.0.1.
func NewFTP(t testing.TB) *FTP {
	t.Helper()
	s := &FTP{files: map[string]FTPFile{}}
	s.listener = listen(t, s.serve)
	return s
}

// Put writes a file.
func (s *FTP) Put(name string, f FTPFile) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[name] = f
}

// Remove removes a file.
func (s *FTP) Remove(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.files, name)
}

// Names returns all names, those below a folder with it before them.
func (s *FTP) Names() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.files))
}

func (s *FTP) get(name string) (FTPFile, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, ok := s.files[path.Clean(name)]
	return f, ok && !f.Shut
}

func (f FTPFile) size() int64 {
	if f.Lie != 0 {
		return f.Lie
	}
	return int64(len(f.Body))
}

// talk is one control connection.
type talk struct {
	s       *FTP
	c       net.Conn
	r       *bufio.Reader
	user    string
	in      bool
	private bool // PROT P
	passive net.Listener
	from    string
}

func (s *FTP) serve(c net.Conn) {
	t := &talk{s: s, c: c}
	if s.Implicit {
		t.c = tls.Server(c, s.TLS)
	}
	t.r = bufio.NewReader(t.c)
	defer func() {
		if t.passive != nil {
			t.passive.Close()
		}
	}()
	t.say("220 ready")
	for {
		line, err := t.r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		if s.Said != nil {
			s.Said(line)
		}
		verb, arg, _ := strings.Cut(line, " ")
		if s.Hang != "" && strings.EqualFold(verb, s.Hang) {
			_, _ = io.Copy(io.Discard, t.c)
			return
		}
		if !t.obey(strings.ToUpper(verb), arg) {
			return
		}
	}
}

func (t *talk) say(format string, a ...any) bool {
	_, err := fmt.Fprintf(t.c, format+"\r\n", a...)
	return err == nil
}

// obey does what a command says and reports whether to go on.
func (t *talk) obey(verb, arg string) bool {
	switch verb {
	case "AUTH":
		if t.s.TLS == nil || t.s.Implicit {
			return t.say("504 no TLS")
		}
		t.say("234 go on")
		t.c = tls.Server(t.c, t.s.TLS)
		t.r = bufio.NewReader(t.c)
		return true
	case "USER":
		t.user = arg
		return t.say("331 password?")
	case "PASS":
		if t.in = t.user == User && arg == Password; !t.in {
			return t.say("530 no, %s is not the password of %s", arg, t.user)
		}
		return t.say("230 welcome")
	case "PBSZ":
		return t.say("200 0")
	case "PROT":
		t.private = arg == "P"
		return t.say("200 so be it")
	case "FEAT":
		feats := "211-Features:\r\n UTF8\r\n SIZE\r\n MDTM\r\n EPSV\r\n"
		if !t.s.NoMLSD {
			feats += " MLST type*;size*;modify*;\r\n"
		}
		return t.say("%s211 End", feats)
	case "QUIT":
		t.say("221 goodbye")
		return false
	case "TYPE", "OPTS", "NOOP":
		return t.say("200 very well")
	}
	if !t.in {
		return t.say("530 log in first")
	}
	switch verb {
	case "PASV", "EPSV":
		return t.listen(verb)
	case "MLSD", "LIST":
		if verb == "MLSD" && t.s.NoMLSD {
			return t.say("502 no")
		}
		return t.list(verb)
	case "RETR":
		return t.retr(arg)
	}
	return t.file(verb, arg)
}

// file obeys the commands about one file.
func (t *talk) file(verb, arg string) bool {
	f, ok := t.s.get(arg)
	switch verb {
	case "CWD":
		return t.say("250 you are there")
	case "MKD":
		return t.say("257 made")
	case "RNTO":
		f, ok := t.s.get(t.from)
		if !ok {
			return t.say("550 no such file")
		}
		t.s.Remove(t.from)
		t.s.Put(path.Clean(arg), f)
		return t.say("250 moved")
	case "SIZE", "MDTM", "MLST", "DELE", "RNFR":
	default:
		return t.say("502 what?")
	}
	if !ok {
		return t.say("550 no such file")
	}
	switch verb {
	case "SIZE":
		return t.say("213 %d", f.size())
	case "MDTM":
		return t.say("213 %s", f.Changed.UTC().Format("20060102150405"))
	case "MLST":
		return t.say("250-here\r\n %s\r\n250 End", fact(arg, f))
	case "DELE":
		t.s.Remove(arg)
		return t.say("250 gone")
	}
	t.from = arg
	return t.say("350 to?")
}

func fact(name string, f FTPFile) string {
	return fmt.Sprintf("type=file;size=%d;modify=%s; %s", f.size(), f.Changed.UTC().Format("20060102150405"), name)
}

func (t *talk) listen(verb string) bool {
	if verb == "EPSV" && t.s.NoEPSV {
		return t.say("500 what?")
	}
	if t.passive != nil {
		t.passive.Close()
	}
	var err error
	if t.passive, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return t.say("425 %v", err)
	}
	port := t.passive.Addr().(*net.TCPAddr).Port
	if verb == "EPSV" {
		return t.say("229 entering (|||%d|)", port)
	}
	host := t.s.PASV
	if host == "" {
		host = "127,0,0,1"
	}
	return t.say("227 entering (%s,%d,%d)", host, port>>8, port&255)
}

// data accepts the data connection.
func (t *talk) data() (net.Conn, error) {
	if t.passive == nil {
		return nil, net.ErrClosed
	}
	if l, ok := t.passive.(*net.TCPListener); ok {
		if err := l.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
			return nil, err
		}
	}
	c, err := t.passive.Accept()
	t.passive.Close()
	t.passive = nil
	if err != nil {
		return nil, err
	}
	if !t.s.adopt(c) {
		return nil, net.ErrClosed
	}
	if t.private {
		c = tls.Server(c, t.s.TLS)
	}
	return c, nil
}

func (t *talk) list(verb string) bool {
	t.say("150 here it comes")
	c, err := t.data()
	if err != nil {
		return t.say("425 %v", err)
	}
	w := bufio.NewWriter(c)
	if t.s.Listing != nil {
		t.s.Listing(w)
	} else {
		for _, name := range t.s.Names() {
			if strings.Contains(name, "/") && !strings.HasPrefix(name, "../") {
				continue // of a folder below
			}
			t.s.mu.Lock()
			f := t.s.files[name]
			t.s.mu.Unlock()
			if verb == "MLSD" {
				fmt.Fprintf(w, "%s\r\n", fact(name, f))
			} else {
				fmt.Fprintf(w, "-rw-r--r--   1 ftp      ftp      %12s %s %s\r\n", strconv.FormatInt(f.size(), 10), f.Changed.UTC().Format("Jan _2 15:04"), name)
			}
		}
	}
	err = w.Flush()
	c.Close()
	if err != nil {
		return t.say("426 %v", err)
	}
	return t.say("226 done")
}

func (t *talk) retr(name string) bool {
	f, ok := t.s.get(name)
	if !ok {
		return t.say("550 no such file")
	}
	t.say("150 here it comes")
	c, err := t.data()
	if err != nil {
		return t.say("425 %v", err)
	}
	if f.Cut > 0 {
		_, _ = io.WriteString(c, f.Body[:f.Cut])
		c.Close()
		return false
	}
	_, err = io.WriteString(c, f.Body)
	c.Close()
	if err != nil {
		return t.say("426 %v", err)
	}
	return t.say("226 done")
}
