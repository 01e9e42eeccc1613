// Prints who the AWS SDK for Go 1 signs as, found by its default chain.
package main

import (
	"fmt"
	"log"
	"os"

	"github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/session"
	"github.com/aws/aws-sdk-go/service/sts"
)

func main() {
	// It reads no AWS_ENDPOINT_URL.
	endpoint := aws.NewConfig().WithEndpoint(os.Getenv("AWS_ENDPOINT_URL"))
	here, err := session.NewSession(endpoint)
	if err != nil {
		log.Fatal(err)
	}
	who, err := sts.New(here).GetCallerIdentity(nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(*who.Arn)
}
