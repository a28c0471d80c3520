.PHONY: build clean
build:
	npx tsc -p .
clean:
	rm -rf build
