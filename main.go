// Broadsheet: wire copy in, newspaper out.
package main

import (
	"os"

	"broadsheet/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
