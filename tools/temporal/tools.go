// Package tools pins the Temporal CLI, which `npm start` builds when it cannot be downloaded.
package tools

import _ "github.com/temporalio/cli/cmd/temporal"
