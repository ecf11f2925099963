using System.ComponentModel;
using System.Reflection;
using Microsoft.FSharp.Core;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace FsCheck.Xunit;

/// <summary>Makes one test case of a method with a <see cref="PropertyAttribute"/>, whatever its parameters.</summary>
/// <param name="messageSink">Where xunit wants to be told of problems.</param>
public sealed class PropertyDiscoverer(IMessageSink messageSink) : IXunitTestCaseDiscoverer
{
    /// <inheritdoc/>
    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        [
            new PropertyTestCase(
                messageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod),
        ];
}

/// <summary>A property as xunit sees it: a test without arguments of its own.</summary>
public sealed class PropertyTestCase : XunitTestCase
{
    /// <summary>For xunit, which makes an empty one and then reads it from what it serialized.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("For deserialization only.")]
    public PropertyTestCase()
    {
    }

    internal PropertyTestCase(IMessageSink sink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(sink, display, options, method)
    {
    }

    /// <inheritdoc/>
    public override Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink,
        IMessageBus messageBus,
        object[] constructorArguments,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource) =>
        new CaseRunner(this, constructorArguments, messageBus, aggregator, cancellationTokenSource).RunAsync();

    private sealed class CaseRunner(
        PropertyTestCase testCase, object[] arguments, IMessageBus bus, ExceptionAggregator aggregator, CancellationTokenSource source)
        : XunitTestCaseRunner(testCase, testCase.DisplayName, testCase.SkipReason, arguments, [], bus, aggregator, source)
    {
        protected override XunitTestRunner CreateTestRunner(
            ITest test,
            IMessageBus messageBus,
            Type testClass,
            object[] constructorArguments,
            MethodInfo testMethod,
            object[] testMethodArguments,
            string skipReason,
            IReadOnlyList<BeforeAfterTestAttribute> beforeAfterAttributes,
            ExceptionAggregator aggregator,
            CancellationTokenSource cancellationTokenSource) =>
            new Runner(
                test, messageBus, testClass, constructorArguments, testMethod, testMethodArguments, skipReason, beforeAfterAttributes, aggregator, cancellationTokenSource);
    }

    private sealed class Runner(
        ITest test,
        IMessageBus bus,
        Type testClass,
        object[] arguments,
        MethodInfo method,
        object[] methodArguments,
        string skipReason,
        IReadOnlyList<BeforeAfterTestAttribute> attributes,
        ExceptionAggregator aggregator,
        CancellationTokenSource source)
        : XunitTestRunner(test, bus, testClass, arguments, method, methodArguments, skipReason, attributes, aggregator, source)
    {
        protected override Task<decimal> InvokeTestMethodAsync(ExceptionAggregator aggregator) =>
            new Invoker(Test, MessageBus, TestClass, ConstructorArguments, TestMethod, TestMethodArguments, BeforeAfterAttributes, aggregator, CancellationTokenSource)
                .RunAsync();
    }

    private sealed class Invoker(
        ITest test,
        IMessageBus bus,
        Type testClass,
        object[] arguments,
        MethodInfo method,
        object[] methodArguments,
        IReadOnlyList<BeforeAfterTestAttribute> attributes,
        ExceptionAggregator aggregator,
        CancellationTokenSource source)
        : XunitTestInvoker(test, bus, testClass, arguments, method, methodArguments, attributes, aggregator, source)
    {
        protected override async Task<decimal> InvokeTestMethodAsync(object testClassInstance)
        {
            PropertyAttribute property = TestMethod.GetCustomAttribute<PropertyAttribute>()!;
            FSharpOption<object> target = FSharpOption<object>.Some(testClassInstance);
            await Aggregator.RunAsync(() => Timer.AggregateAsync(
                () => Task.Run(() => Check.Method(property.ToConfig(), TestMethod, target)))).ConfigureAwait(false);
            return Timer.Total;
        }
    }
}
