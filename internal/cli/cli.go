// Package cli is the roof: it reads the command line, wires the rooms, the
// store and the windows, and runs them.
//
// It decides nothing about copy. One file holds one command; the wiring stands
// in house.go. Start at [Main] and commands.
package cli

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"broadsheet/internal/news"
)

// command is one thing the binary does.
type command struct {
	name  string // as typed, one or two words
	args  string // what may follow the flags
	short string
	run   func(context.Context, *app, *flag.FlagSet, []string) error
}

// commands is the list of all, in the order of the help.
func commands() []command {
	return []command{
		{"demo", "", "serve two demo papers with nothing configured", demoCommand},
		{"serve", "", "serve the papers and watch the drop folders", serveCommand},
		{"migrate", "", "bring the database up to this version", migrateCommand},
		{"config", "", "print the settings with their defaults, explained", configCommand},
		{"wire parse", "[-dialect NAME] FILE…", "parse agency files and print their items as JSON; stores nothing", wireParseCommand},
		{"wire convert", "FILE… -to FORMAT", "write the items of agency files in another format; stores nothing", wireConvertCommand},
		{"wire check", "FILE…", "say whether ninjs files are as IPTC's schema wants them", wireCheckCommand},
		{"wire put", "-source NAME FILE…", "file agency copy and pictures", wirePutCommand},
		{"wire route", "-source NAME | -all FILE…", "say what the source's rules would do with the items of files; stores nothing", wireRouteCommand},
		{"wire topics", "[CODE | WORDS…]", "show a topic of the IPTC's vocabulary, what stands above it and its names", wireTopicsCommand},
		{"wire dialects", "[check FILE…]", "list how agencies write, or check files that say so", wireDialectsCommand},
		{"wire status", "", "say how each agency's road stands", wireStatusCommand},
		{"wire quarantine", "list | show ID | replay ID… | discard ID…", "look at files that could not be filed, and try again or give up", wireQuarantineCommand},
		{"wire road", "run | pause | resume ID", "have a road collected from at once, let nothing come on it, or let it go on", wireRoadCommand},
		{"instrument list", "", "list the instruments that market bars may show", instrumentListCommand},
		{"instrument set", "FILE | -", "make or change an instrument, from TOML or JSON", instrumentSetCommand},
		{"instrument remove", "MIC:SYMBOL", "remove an instrument that no market bar shows", instrumentRemoveCommand},
		{"title list", "", "list the titles", titleListCommand},
		{"title show", "ID", "print a title as the settings file would have it", titleShowCommand},
		{"title set", "FILE | -", "make or change a title, from TOML or JSON", titleSetCommand},
		{"title retire", "ID", "let a title take no more stories; readers keep what it has", titleRetireCommand},
		{"title remove", "ID", "remove a title on which there never was a story", titleRemoveCommand},
		{"source list", "", "list the sources", sourceListCommand},
		{"source show", "ID", "print a source as the settings file would have it", sourceShowCommand},
		{"source set", "FILE | -", "make or change a source, from TOML or JSON", sourceSetCommand},
		{"source rules", "ID [FILE | -]", "print the rules of a source, or replace them", sourceRulesCommand},
		{"source token", "ID", "give a source a new token to push with, and print it", sourceTokenCommand},
		{"source secret", "ID KIND", "keep a secret of a source's roads, read from standard input", sourceSecretCommand},
		{"source try", "ID", "go down the roads of a source once and take nothing", sourceTryCommand},
		{"source retire", "ID", "take no more copy from a source", sourceRetireCommand},
		{"source remove", "ID", "remove a source from which nothing ever came", sourceRemoveCommand},
		{"story list", "", "list the newest stories", storyListCommand},
		{"story show", "ID", "show a story, its versions and its placements", storyShowCommand},
		{"story versions", "ID", "list a story's versions, newest first, and what each changed", storyVersionsCommand},
		{"story compare", "ID N M", "compare two versions word by word; \"take N\" is an agency's take", storyCompareCommand},
		{"story name", "ID N", "give a version a name", storyNameCommand},
		{"story restore", "ID N", "add a version with the words of an older one", storyRestoreCommand},
		{"story merge", "ID", "merge the agency's newest take into the desk's words", storyMergeCommand},
		{"story check", "ID", "list what is missing or odd before a story is published", storyCheckCommand},
		{"story place", "ID -title TITLE", "put a story on a title, where it waits, or change how it stands there", storyPlaceCommand},
		{"story embargo", "ID -until TIME | -lift", "set or lift an embargo", storyEmbargoCommand},
		{"story unschedule", "ID", "take a story off the schedule", storyUnscheduleCommand},
		{"story publish", "ID", "put a story's newest version before readers", storyPublishCommand},
		{"story edit", "ID", "add a version with the desk's words", storyEditCommand},
		{"story correct", "ID", "add a version that says publicly what was wrong", storyCorrectCommand},
		{"story takedown", "ID", "withdraw a story from one title", storyTakeDownCommand},
		{"story release", "ID", "let a story go that an agency held, or seemed to kill", storyReleaseCommand},
		{"story kill", "ID", "withdraw a story from every title for good", storyKillCommand},
		{"story begin", "", "begin a story at the desk", storyBeginCommand},
		{"story send", "ID", "send a story to a desk or a user, with a note", storySendCommand},
		{"story note", "ID [WORDS…]", "write a note on a story, or read them all", storyNoteCommand},
		{"story spike", "ID", "put a story aside that no reader has", storySpikeCommand},
		{"story unspike", "ID", "bring back a story that was spiked", storyUnspikeCommand},
		{"story alike", "", "list the stories that are alike", storyAlikeCommand},
		{"story link", "ID ID", "say that two stories are alike", storyLinkCommand},
		{"story unlink", "ID ID", "say that two stories are not alike", storyUnlinkCommand},
		{"front show", "", "show a front, which story stands where and why", frontShowCommand},
		{"front pin", "ID", "pin a story to a place on a front", frontPinCommand},
		{"front unpin", "PLACE", "leave a place on a front to the rule again", frontUnpinCommand},
		{"front layout", "LAYOUT", "choose the layout of a front: rule, lead, bare, double, big or quiet", frontLayoutCommand},
		{"front undo", "", "go back to the front before", frontUndoCommand},
		{"banner set", "WORDS", "put breaking news on every page of a title", bannerSetCommand},
		{"banner clear", "", "take breaking news off again", bannerClearCommand},
		{"quotes put", "FILE…", "take in quotes from CSV or JSON files", quotesPutCommand},
		{"plan list", "", "say what is due today, and what is late", planListCommand},
		{"plan add", "NAME", "plan a story", planAddCommand},
		{"plan assign", "ID", "say who is to do a planned item, or nobody", planAssignCommand},
		{"plan done", "ID", "say how far a planned item has come", planDoneCommand},
		{"template list", "", "list the templates of stories", templateListCommand},
		{"template save", "NAME", "write a template, from a story or in its own words", templateSaveCommand},
		{"template retire", "ID", "give up a template", templateRetireCommand},
		{"desk list", "", "list the desks and who belongs to them", deskListCommand},
		{"desk add", "ID", "open a desk, or change one", deskAddCommand},
		{"quotes show", "[MIC:SYMBOL…]", "list what is known of instruments, as the newsroom sees it", quotesShowCommand},
		{"quotes providers", "", "list whom quotes can be asked of, and what is known of their terms", quotesProvidersCommand},
		{"quotes licence", "FEED", "record that readers may see a feed's quotes, or no longer", quotesLicenceCommand},
		{"quotes correct", "MIC:SYMBOL", "put the right price in place of a bad one", quotesCorrectCommand},
		{"quotes split", "MIC:SYMBOL", "record a split", quotesSplitCommand},
		{"quotes closure", "MIC DAY", "record a day on which a venue does not keep its calendar", quotesClosureCommand},
		{"user add", "NAME", "open an account and print the link by which its owner begins", userAddCommand},
		{"user list", "", "list the accounts", userListCommand},
		{"user set", "NAME", "change an account, close it, or open it again", userSetCommand},
		{"user sessions", "NAME", "list where somebody is signed in, or sign them out everywhere", userSessionsCommand},
		{"user factors", "NAME", "show somebody's second factors, or remove them if they are lost", userFactorsCommand},
		{"user link", "NAME", "print a new one-time link by which somebody chooses a password", userLinkCommand},
		{"user password", "NAME", "set a password, read from standard input", userPasswordCommand},
		{"audit list", "", "list who did what, newest first", auditListCommand},
		{"audit verify", "[N:HASH]", "read the whole audit log and say whether anything was changed or removed", auditVerifyCommand},
		{"body clean", "", "clean HTML from standard input as copy is cleaned at the door", bodyCleanCommand},
		{"version", "", "print the version", versionCommand},
	}
}

// app is what commands share.
type app struct {
	in       io.Reader
	out, err io.Writer
	now      func() time.Time
	settings string // path of the settings file
	json     bool
}

// usage is an error in how the command was typed.
type usage string

func (u usage) Error() string { return string(u) }

// Main runs a command line and returns the exit status: 0 done, 1 failed, 2
// typed wrongly. What a command prints goes to out; what went wrong goes to
// errs, one line each.
func Main(args []string, in io.Reader, out, errs io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(ctx, &app{in: in, out: out, err: errs, now: time.Now}, args)
}

func run(ctx context.Context, a *app, args []string) int {
	c, rest, ok := find(args)
	if !ok {
		if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "-help" || args[0] == "--help" {
			fmt.Fprint(a.out, help())
			return 0
		}
		fmt.Fprintf(a.err, "broadsheet: no command %q; `broadsheet help` lists them\n", strings.Join(args[:min(2, len(args))], " "))
		return 2
	}
	set := flag.NewFlagSet("broadsheet "+c.name, flag.ContinueOnError)
	set.SetOutput(a.err)
	set.StringVar(&a.settings, "config", "", "settings `FILE`; broadsheet.toml in the working folder if it is there")
	set.BoolVar(&a.json, "json", false, "print JSON for programs")
	set.Usage = func() {
		fmt.Fprintf(a.err, "%s: %s\n\nusage: %s [flags] %s\n", set.Name(), c.short, set.Name(), c.args)
		set.PrintDefaults()
	}
	switch c.name {
	case "demo", "serve", "wire put": // what agencies send is no deed of whoever typed this
	default:
		ctx = news.Actor{By: "desk:" + who(), From: "command line"}.In(ctx)
	}
	err := c.run(ctx, a, set, rest)
	var typed usage
	switch {
	case err == nil:
		return 0
	case errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		return 0
	case errors.As(err, &typed):
		if typed != "" { // the flag package has said it already otherwise
			fmt.Fprintf(a.err, "%s: %s\nusage: %s [flags] %s\n", set.Name(), typed, set.Name(), c.args)
		}
		return 2
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		fmt.Fprintf(a.err, "%s: %s\n", set.Name(), line)
	}
	return 1
}

// find returns the command that begins the arguments.
func find(args []string) (command, []string, bool) {
	for _, c := range commands() {
		words := strings.Fields(c.name)
		if len(args) >= len(words) && strings.Join(args[:len(words)], " ") == c.name {
			return c, args[len(words):], true
		}
	}
	return command{}, nil, false
}

func help() string {
	var b strings.Builder
	b.WriteString("Broadsheet: wire copy in, newspaper out.\n\nusage: broadsheet COMMAND [flags] [arguments]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "  %-44s %s\n", strings.TrimSpace(c.name+" "+c.args), c.short)
	}
	b.WriteString("\n`broadsheet COMMAND -h` lists a command's flags.\n")
	return b.String()
}

// parse reads a command's flags, which may stand before or after its
// arguments, and returns the arguments.
func parse(set *flag.FlagSet, args []string) ([]string, error) {
	var rest []string
	for {
		if err := set.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, usage("")
		}
		if set.NArg() == 0 {
			return rest, nil
		}
		// What follows "--" is no flag.
		if i := len(args) - set.NArg() - 1; i >= 0 && args[i] == "--" {
			return append(rest, set.Args()...), nil
		}
		rest = append(rest, set.Arg(0))
		args = set.Args()[1:]
	}
}

// parseOne is parse for a command that wants one argument.
func parseOne(set *flag.FlagSet, args []string, what string) (string, error) {
	rest, err := parse(set, args)
	if err != nil {
		return "", err
	}
	if len(rest) != 1 {
		return "", usage("name one " + what)
	}
	return rest[0], nil
}

// parseNone is parse for a command without arguments.
func parseNone(set *flag.FlagSet, args []string) error {
	rest, err := parse(set, args)
	if err == nil && len(rest) > 0 {
		return usage(fmt.Sprintf("nothing is done with %q", rest[0]))
	}
	return err
}

// stamp writes a time for people and programs alike, in UTC, whatever zone it
// was given in.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// printJSON prints one value as indented JSON.
func (a *app) printJSON(v any) error {
	enc := json.NewEncoder(a.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// printLine prints one value as JSON on one line.
func (a *app) printLine(v any) error {
	enc := json.NewEncoder(a.out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
