#!/usr/bin/env bash
# The WHOIS server of the samples answers a question.
#   bash eng/check/whois.sh          in this checkout
#   bash eng/check/whois.sh FOLDER   over the packages that eng/pack.sh left in FOLDER: the same program in a project that is no part
#                                    of the checkout and knows the packages alone
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
feed=${1:+$(cd "$1" && pwd)}
cd "$root" || exit 1
. eng/served.sh

# Its own packages folder has those that were just packed; the others are where they were restored for the checkout.
build_over_packages() {
    local fallback
    fallback=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: *//')
    cat >"$served/whois.csproj" <<END
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <RestoreAdditionalProjectSources>$feed</RestoreAdditionalProjectSources>
    <RestorePackagesPath>packages</RestorePackagesPath>
    <RestoreFallbackFolders>$fallback</RestoreFallbackFolders>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="LineFramer.Server" Version="0.0.0-check" />
  </ItemGroup>
</Project>
END
    grep -v '^#:' samples/whois.cs >"$served/whois.cs"
    (cd "$served" && dotnet build whois.csproj -o out) && [ -d "$served/packages/lineframer.server" ]
}

if [ -n "$feed" ]; then
    build_over_packages || exit 1
else
    dotnet build samples/whois.cs -o "$served/out" || exit 1
fi
serve dotnet "$served/out/whois.dll" --host 127.0.0.1 --port 0 --max-connections 1
answer=$(printf 'example.org\r\n' | nc 127.0.0.1 "$port" | tr -d '\r')
printf '%s\n' "$answer"
[ "$answer" = 'Registrant: Example' ] || exit 1
end_server
