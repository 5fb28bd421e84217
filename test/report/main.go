// Package main prints the output of the tests that failed, from the JSON that
// go test -json writes to standard input.
//
// It judges nothing: go test has. Start at main.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

type event struct{ Action, Package, Test, Output string }

func main() {
	output := map[string]*strings.Builder{}
	var failed []string
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		var e event
		if json.Unmarshal(in.Bytes(), &e) != nil {
			continue
		}
		key := e.Package + " " + e.Test
		switch e.Action {
		case "output", "build-output":
			if output[key] == nil {
				output[key] = &strings.Builder{}
			}
			output[key].WriteString(e.Output)
		case "fail", "build-fail":
			failed = append(failed, key)
		}
	}
	for _, key := range failed {
		if output[key] != nil {
			fmt.Printf("--- %s\n%s", key, output[key])
		}
	}
}
