import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: DeviceForm","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/DeviceForm.md","filePath":"api/index/interfaces/DeviceForm.md"}');
const _sfc_main = { name: "api/index/interfaces/DeviceForm.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / DeviceForm</p><h1 id="interface-deviceform" tabindex="-1">Interface: DeviceForm <a class="header-anchor" href="#interface-deviceform" aria-label="Permalink to &quot;Interface: DeviceForm&quot;">​</a></h1><p>What a device is asked for. Whatever carries it converts rate and channels where the hardware has others.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="channels" tabindex="-1">channels <a class="header-anchor" href="#channels" aria-label="Permalink to &quot;channels&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>channels</strong>: <code>number</code></p></blockquote><hr><h3 id="device" tabindex="-1">device? <a class="header-anchor" href="#device" aria-label="Permalink to &quot;device?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>device?</strong>: <code>string</code></p></blockquote><p>Id of the device; the system&#39;s default where it is not given.</p><hr><h3 id="latencyms" tabindex="-1">latencyMs <a class="header-anchor" href="#latencyms" aria-label="Permalink to &quot;latencyMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>latencyMs</strong>: <code>number</code></p></blockquote><p>Audio that the device may hold; it decides how large its blocks are.</p><hr><h3 id="sampleratehz" tabindex="-1">sampleRateHz <a class="header-anchor" href="#sampleratehz" aria-label="Permalink to &quot;sampleRateHz&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>sampleRateHz</strong>: <code>number</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/DeviceForm.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const DeviceForm = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  DeviceForm as default
};
