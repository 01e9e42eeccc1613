// Prints who the AWS SDK for Go 2 signs as, found by its default chain.
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func main() {
	settings, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	who, err := sts.NewFromConfig(settings).GetCallerIdentity(context.Background(), nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(*who.Arn)
}
