printf 'one\ntwo\nthr' >log
dotnet run samples/ship.cs -- log shipped state --once
printf 'ee\nfour\n' >>log
dotnet run samples/ship.cs -- log shipped state --once   # shipped now has the four lines
