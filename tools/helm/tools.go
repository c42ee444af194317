// Package tools pins Helm, which the test of the chart builds where it is not installed.
package tools

import _ "helm.sh/helm/v3/cmd/helm"
