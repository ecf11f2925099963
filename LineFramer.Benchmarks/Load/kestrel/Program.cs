using System.Net;
using LineFraming.Benchmarks.Kestrel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;

WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
    kestrel.Listen(IPAddress.Loopback, 0, endPoint => endPoint.UseConnectionHandler<ChatHandler>()));
await using WebApplication server = builder.Build();
await server.StartAsync();
Console.WriteLine(
    $"Listening on {new Uri(server.Urls.Single()).Authority}: lines end with CR LF and have at most {ChatHandler.MaxLine} bytes.");
await server.WaitForShutdownAsync();
